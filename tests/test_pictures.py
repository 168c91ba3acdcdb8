"""Pictures of statistics. A glyph that no font has is a warning, and so fails these tests."""

import re
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bot import pictures
from bot.pictures import (
    HEIGHT,
    MOST_KEPT,
    WIDTH,
    Pictures,
    clip,
    compose,
    draw,
    pair_names,
    subject_name,
)
from bot.wording import Wording
from index.archive import Archive
from index.dates import Calendar, DateRange
from index.gazetteer import Gazetteer
from index.snapshot import empty_snapshot
from index.statistics import Count, Pair, Statistics, statistics
from index.text import Language

# Pixels above and below the letters that a line of these sizes reserves.
LEADING = 8


@pytest.fixture(params=get_args(Language))
def say(request: pytest.FixtureRequest, gazetteer: Gazetteer) -> Wording:
    return Wording(request.param, gazetteer)


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, from its header."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def counted(archive: Archive, say: Wording) -> Statistics:
    calendar: Calendar = "jalali" if say.language == "fa" else "gregorian"
    return statistics(archive.snapshot, archive.linker.gazetteer, calendar)


def monthly(*calls: int) -> tuple[Count, ...]:
    """Months of 2020 and later, whole in neither calendar."""
    first = date(2020, 1, 15)
    days = [first + timedelta(days=30 * n) for n in range(len(calls))]
    return tuple(
        Count(DateRange(day, day + timedelta(days=29)), n)
        for day, n in zip(days, calls, strict=True)
    )


def test_a_picture_has_its_size(small: Archive, say: Wording) -> None:
    assert size(draw(counted(small, say), say)) == (WIDTH, HEIGHT)


def test_an_empty_corpus_can_be_drawn(gazetteer: Gazetteer, say: Wording) -> None:
    nothing = statistics(empty_snapshot(), gazetteer, "gregorian")
    assert size(draw(nothing, say)) == (WIDTH, HEIGHT)


def texts(figure: Figure) -> Iterator[tuple[str, Bbox]]:
    """The texts of a picture and the pixels that each covers."""
    figure.draw_without_rendering()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text() and text.get_visible():
            yield text.get_text(), text.get_window_extent()


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes share more than the empty room of the font's lines."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(width > 1 and height > LEADING)


CHANGES = [
    lambda s: s,
    lambda s: replace(s, pairs=(Pair((r"Łukasz $\frac$ d’Été", "Zoë_^ {x} Ærøskøbing"), 12345),)),
    lambda s: replace(s, pairs=(Pair(("joe-biden", "x" * 500), 1),)),
    lambda s: replace(s, months=monthly(3)),
    lambda s: replace(s, months=monthly(*range(8)), quarters=monthly(*range(8))),
    lambda s: replace(s, months=monthly(0, 1000), quarters=monthly(1, 0)),
    lambda s: replace(s, months=monthly(*range(200)), quarters=monthly(*range(200))),
    lambda s: replace(s, quarters=monthly(0, 0, 0)),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_counted_can_be_read(
    change: Callable[[Statistics], Statistics], small: Archive, say: Wording
) -> None:
    shown = list(texts(compose(change(counted(small, say)), say)))
    for text, box in shown:
        assert 0 <= box.x0 < box.x1 <= WIDTH, text
        assert 0 <= box.y0 < box.y1 <= HEIGHT, text
    for (one, box), (other, another) in combinations(shown, 2):
        assert not overlap(box, another), (one, other)


def test_persian_pictures_have_persian_digits_and_letters(
    small: Archive, gazetteer: Gazetteer
) -> None:
    say = Wording("fa", gazetteer)
    shown = [text for text, _ in texts(compose(counted(small, say), say))]
    assert not [text for text in shown if re.search("[0-9A-Za-z]", text)]
    assert {"۱۴۰۰", "۱", "۰"} <= set(shown)


def test_time_runs_as_the_reader_reads(small: Archive, say: Wording) -> None:
    places = {text: box.x0 for text, box in texts(compose(counted(small, say), say))}
    if say.language == "fa":
        assert places["۱۳۹۹"] > places["۱۴۰۲"]
    else:
        assert places["2020"] < places["2023"]


def test_every_name_of_the_gazetteer_can_be_written(
    small: Archive, gazetteer: Gazetteer, say: Wording
) -> None:
    concepts = [*gazetteer.people.values(), *gazetteer.places.values(), *gazetteer.topics.values()]
    letters = sorted({letter for concept in concepts for letter in concept.label(say.language)})
    rows = [Pair(("".join(letters[n : n + 30]), "x"), 1) for n in range(0, len(letters), 30)]
    assert size(draw(replace(counted(small, say), pairs=tuple(rows)), say)) == (WIDTH, HEIGHT)


def test_languages_and_subjects_have_pictures_of_their_own(
    small: Archive, gazetteer: Gazetteer
) -> None:
    kept, english, persian = Pictures(), Wording("en", gazetteer), Wording("fa", gazetteer)
    some = counted(small, english)
    libya = replace(some, subject=frozenset({"place:libya"}))
    shown = [
        kept.picture("corpus", some, english),
        kept.picture("corpus", libya, english),
        kept.picture("corpus", some, persian),
        kept.picture("another", replace(some, calls=5), english),
    ]
    assert len(set(shown)) == len(shown)
    assert kept.picture("corpus", some, english) is shown[0]


def test_a_picture_is_drawn_once_for_many_threads_and_the_oldest_is_given_up(
    small: Archive, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    alone = threading.Lock()

    def note(statistics: Statistics, say: Wording) -> bytes:
        assert alone.acquire(blocking=False)
        time.sleep(0.02)
        drawn.append(say.language)
        alone.release()
        return b"png"

    monkeypatch.setattr(pictures, "draw", note)
    kept, english = Pictures(), Wording("en", gazetteer)
    some = counted(small, english)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: kept.picture("0", some, english), range(50))) == {b"png"}
    assert len(drawn) == 1
    for n in range(MOST_KEPT):
        kept.picture(str(n), some, english)
    assert len(drawn) == MOST_KEPT
    kept.picture("new", some, english)
    kept.picture("0", some, english)
    assert len(drawn) == MOST_KEPT + 2


@given(st.text(), st.integers(2, 60))
def test_a_clipped_text_is_short_and_begins_as_before(text: str, longest: int) -> None:
    short = clip(text, longest)
    assert len(short) <= longest
    assert short == text or text.startswith(short.removesuffix("…"))


def test_names_are_cut_at_a_word() -> None:
    assert clip("Abdel Fattah el-Sisi", 20) == "Abdel Fattah el-Sisi"
    assert clip("Abdel Fattah el-Sisi", 19) == "Abdel Fattah…"


def test_names_are_those_of_the_language(gazetteer: Gazetteer, small: Archive) -> None:
    say = Wording("fa", gazetteer)
    assert pair_names(Pair(("joe-biden", "emmanuel-macron"), 1), say) == "جو بایدن و امانوئل مکرون"
    assert subject_name(replace(counted(small, say), subject=frozenset({"place:libya"})), say) == (
        "لیبی"
    )
