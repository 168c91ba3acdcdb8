"""The same text from two feeds is one readout; two sides' readouts of one call are tied to it."""

from collections import defaultdict
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.pairing import Pairing, Texts, likeness, place, same_people
from index.reading import Failure, Reader
from index.readout import Readout
from index.resources import data_folder
from index.store import Store
from tests.calls import GAZA_EN, LIBYA_EN, LIBYA_FA, TODAY, UKRAINE_EN
from tests.conftest import make_readout
from tests.test_cli import invoke, write_lines

NEXT_DAY = LIBYA_EN.date + timedelta(days=1)
# The Turkish side's account of the Libyan call, dated after its midnight.
ANKARA = replace(
    LIBYA_EN,
    id="ankara.en",
    title="President Erdogan speaks with President Putin of Russia",
    text=(
        "President Recep Tayyip Erdogan held a phone call with Vladimir Putin. Relations between "
        "Türkiye and Russia were reviewed. The leaders discussed vaccines, tourism and the "
        "elections in Libya, from where foreign fighters have to withdraw."
    ),
    date=NEXT_DAY,
    source="Presidency of Türkiye",
)
# Another call of the two, on the day after.
SYRIA = replace(
    LIBYA_EN,
    id="syria.en",
    text=(
        "Vladimir Putin spoke with Recep Tayyip Erdogan by telephone. They turned to Syria and "
        "the fight against terrorism in Idlib, on the basis of the Sochi memorandum."
    ),
    date=NEXT_DAY,
    source="Presidency of Türkiye",
)
NAMES = ("vladimir-putin", "recep-tayyip-erdogan", "emmanuel-macron", "angela-merkel")


@pytest.fixture(scope="module")
def corpus(linker: Linker) -> list[Readout]:
    """The starter corpus as its files have it."""
    results = list(Reader(linker, TODAY).read([data_folder() / "readouts"]))
    return [result.readout for result in results if not isinstance(result, Failure)]


# --- the same text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        GAZA_EN.text.upper(),
        GAZA_EN.text.replace("essential", "vital"),
        "WASHINGTON, April 4 (Agency) – " + GAZA_EN.text,
        GAZA_EN.text + "\n\nFollow us on our channel.",
        GAZA_EN.text.replace("President Biden", "President  Biden").replace(". ", ".\n\n"),
    ],
)
def test_a_text_with_small_changes_is_the_same(text: str, archive: Archive) -> None:
    assert archive.add(GAZA_EN) == "gaza.en"
    assert archive.add(replace(GAZA_EN, id="again", source="Agency", text=text)) == "gaza.en"
    assert archive.store.readouts() == [GAZA_EN]


def test_the_same_text_in_persian_is_the_same_with_and_without_half_spaces(
    archive: Archive,
) -> None:
    archive.add(LIBYA_FA)
    text = LIBYA_FA.text.replace("\u200c", " ").replace("ی", "ي").replace("ک", "ك")
    (placed,) = archive.take_in([replace(LIBYA_FA, id="again", text=text)])
    assert (placed.how, placed.id, placed.beside) == ("same_text", "libya.fa", "libya.fa")


@pytest.mark.parametrize(
    "other",
    [
        UKRAINE_EN,
        LIBYA_FA,
        replace(LIBYA_EN, text=LIBYA_EN.text, participants=("xi-jinping", "narendra-modi")),
        replace(LIBYA_EN, date=LIBYA_EN.date + timedelta(days=30)),
    ],
)
def test_other_texts_people_and_times_are_not_the_same(other: Readout, archive: Archive) -> None:
    changed = replace(other, id="other", text=other.text + " Nothing else was said.")
    archive.add(LIBYA_EN)
    (placed,) = archive.take_in([changed])
    assert placed.is_new
    assert len(archive.store.readouts()) == 2


def test_a_long_text_that_is_posted_days_later_is_the_same(archive: Archive) -> None:
    long = replace(LIBYA_EN, text=LIBYA_EN.text + " They went through the grain deal at length.")
    archive.add(long)
    later = replace(long, id="later", text=long.text + " End.", date=long.date + timedelta(days=5))
    assert archive.add(later) == long.id


def test_a_short_text_may_be_said_of_another_call(archive: Archive) -> None:
    archive.add(make_readout())
    said = make_readout(2, text=make_readout().text + " Later!", date=NEXT_DAY)
    assert likeness(said.text, make_readout().text)
    assert archive.add(said) == "call-2"


def test_within_one_lot_a_text_goes_in_once(archive: Archive) -> None:
    again = replace(GAZA_EN, id="again", text=GAZA_EN.text + " Ends.")
    exactly = replace(GAZA_EN, id="exactly", date=LIBYA_EN.date)
    placed = archive.take_in([GAZA_EN, again, exactly])
    assert [one.id for one in placed] == ["gaza.en"] * 3
    assert archive.store.readouts() == [GAZA_EN]


def test_of_several_the_likest_is_named(archive: Archive) -> None:
    one, two = (
        replace(LIBYA_EN, id=f"{n}", text=f"{LIBYA_EN.text} {more}", participants=())
        for n, more in ((1, "A very long footer of many more words follows here."), (2, "Short."))
    )
    texts = Texts()
    texts.add(one)
    texts.add(two)
    assert [r.id for r in texts.like(LIBYA_EN)] == ["2", "1"]


words_of_a_text = st.lists(st.sampled_from(["peace", "war", "talks", "grain", "gas"]), max_size=60)


@given(words_of_a_text, words_of_a_text)
def test_likeness_is_a_share_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert 0 <= likeness(first, second) == likeness(second, first) <= 1
    assert likeness(first, first) == 1


@given(st.text(min_size=1).filter(lambda text: any(c.isalnum() for c in text)))
def test_a_text_is_always_found_under_another_id(text: str) -> None:
    if "\0" in text:
        return
    texts, readout = Texts(), make_readout(text=text)
    texts.add(readout)
    assert texts.like(replace(readout, id="other", text=f"  {text.strip()}\n")) == [readout]


# --- the same call ------------------------------------------------------------------------------


def test_all_calls_of_the_starter_corpus_stay_as_they_are(
    corpus: list[Readout], linker: Linker
) -> None:
    pairing = Pairing([], linker)
    placed = [pairing.place(readout).readout for readout in corpus]
    assert placed == corpus
    assert len({readout.call for readout in placed}) == 108


def test_the_starter_corpus_in_another_order_is_the_same(
    corpus: list[Readout], linker: Linker
) -> None:
    pairing = Pairing([], linker)
    calls = defaultdict(set)
    for readout in reversed(corpus):
        calls[pairing.place(readout).readout.call].add(readout.id)
    assert {frozenset(ids) for ids in calls.values()} == {
        frozenset(r.id for r in corpus if r.call == call) for call in {r.call for r in corpus}
    }


def test_calls_three_days_apart_stay_apart(archive: Archive) -> None:
    first = replace(UKRAINE_EN, source="Élysée")
    later = replace(UKRAINE_EN, id="later", text=LIBYA_EN.text, date=UKRAINE_EN.date)
    archive.take_in([first, replace(later, date=first.date + timedelta(days=3))])
    assert len({readout.call for readout in archive.store.readouts()}) == 2


def test_the_other_sides_account_dated_a_day_later_is_of_the_same_call(archive: Archive) -> None:
    archive.take_in([LIBYA_EN, LIBYA_FA])
    (placed,) = archive.take_in([ANKARA])
    assert (placed.how, placed.beside) == ("same_call", "libya.en")
    stored = {readout.id: readout for readout in archive.store.readouts()}
    assert stored["ankara.en"] == replace(ANKARA, call_id=LIBYA_EN.call)
    assert {readout.call for readout in stored.values()} == {LIBYA_EN.call}


@pytest.mark.parametrize(
    "other",
    [
        SYRIA,
        replace(ANKARA, source="Kremlin"),
        replace(ANKARA, date=LIBYA_EN.date + timedelta(days=2)),
        replace(ANKARA, participants=("vladimir-putin", "emmanuel-macron")),
    ],
)
def test_another_call_stays_another(other: Readout, archive: Archive) -> None:
    archive.add(LIBYA_EN)
    (placed,) = archive.take_in([other])
    assert (placed.how, placed.readout.call_id) == ("new", "")


def test_calls_do_not_grow_from_day_to_day(archive: Archive) -> None:
    third = replace(
        ANKARA,
        id="third",
        text="Libya, vaccines, tourism and elections came up, and foreign fighters in Libya again.",
        date=NEXT_DAY + timedelta(days=1),
        source="Anadolu",
    )
    (libya, ankara, last) = archive.take_in([LIBYA_EN, ANKARA, third])
    assert ankara.readout.call == libya.readout.call
    assert last.readout.call == third.call


def test_of_the_starter_corpus_most_are_tied_by_what_they_say(
    corpus: list[Readout], linker: Linker
) -> None:
    """Were one side's readout dated a day later: of one call, and of two calls of the same two."""
    right, wrong = list[bool](), list[bool]()
    for first, later in combinations(corpus, 2):
        if first.source == later.source or set(first.participants) != set(later.participants):
            continue
        pairing = Pairing([first], linker)
        moved = replace(later, date=first.date + timedelta(days=1))
        tied = pairing.place(moved).readout.call == first.call
        (right if first.call == later.call else wrong).append(tied)
    assert mean(right) > 0.7
    assert mean(wrong) < 0.1


def test_a_third_readout_joins_the_call_that_was_tied(archive: Archive) -> None:
    tass = replace(ANKARA, id="third", text="Putin and Erdogan talked again.", source="TASS")
    placed = archive.take_in([LIBYA_EN, ANKARA, tass])
    assert [one.readout.call for one in placed] == [LIBYA_EN.call] * 3


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        (NAMES[:2], NAMES[1::-1], True),
        (NAMES[:2], NAMES[:3:2], False),
        (NAMES, NAMES[:3], True),
        (NAMES, NAMES[:2], False),
        (NAMES[:3], NAMES[:2], True),
        (NAMES[:3], (*NAMES[:2], NAMES[3]), False),
        (NAMES[:2], NAMES[:1], False),
        ((NAMES[0], "Jorge Nobody"), (NAMES[0],), True),
        ((NAMES[0], "Jorge Nobody"), (NAMES[0], "Jorge Nobodi"), True),
        ((NAMES[0], "Jorge Nobody"), (NAMES[0], "خورخه هیچکس"), True),
        ((NAMES[0], "Jorge Nobody"), (NAMES[0], "Ann Other"), False),
        ((NAMES[0], "Jorge Nobody"), NAMES[:2], False),
        ((*NAMES[:2], "Jorge Nobody"), NAMES[:2], True),
        (("Jorge Nobody",), ("Jorge Nobody",), True),
        (("Jorge Nobody",), (), False),
        ((), (), False),
    ],
)
def test_who_may_have_been_in_one_call(
    one: tuple[str, ...], other: tuple[str, ...], may: bool, gazetteer: Gazetteer
) -> None:
    assert same_people(one, other, gazetteer) is same_people(other, one, gazetteer) is may


def test_an_account_that_leaves_out_one_of_three_is_of_the_same_call(archive: Archive) -> None:
    three = replace(ANKARA, date=LIBYA_EN.date, participants=NAMES[:3])
    placed = archive.take_in([LIBYA_EN, three])
    assert placed[1].readout.call == LIBYA_EN.call


def test_nothing_is_added_when_one_of_a_lot_is_refused(store: Store, archive: Archive) -> None:
    archive.add(GAZA_EN)
    clash = replace(UKRAINE_EN, id=GAZA_EN.id)
    with pytest.raises(Exception, match="belongs to another text"):
        archive.take_in([LIBYA_EN, clash])
    assert store.readouts() == [GAZA_EN]
    assert place([], store, archive.linker) == []


def test_the_first_and_last_days_of_time_are_no_trouble(store: Store, linker: Linker) -> None:
    days = [make_readout(n, date=day) for n, day in enumerate((TODAY.min, TODAY.max))]
    assert [one.how for one in place(days, store, linker)] == ["new", "new"]


def test_add_names_the_text_and_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADER_CALLS_HOME", str(tmp_path))
    monkeypatch.setenv("LEADER_CALLS_STARTER", "no")
    again = replace(LIBYA_EN, id="again", text=LIBYA_EN.text + " Ends.")
    lines = write_lines(tmp_path / "calls.jsonl", *map(asdict, (LIBYA_EN, again, ANKARA)))
    said = invoke("add", lines).output
    assert "known again: the same text as libya.en\n" in said
    assert "added ankara.en\n  same call as libya.en\n" in said
    assert invoke("list").output.count("\n") == 1
