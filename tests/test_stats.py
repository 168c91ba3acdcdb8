"""The command /stats over the Bot API: a picture, and a caption that says what it shows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.pictures import HEIGHT, WIDTH, Pictures
from bot.render import utf16_length
from bot.stats import caption, report_on
from bot.wording import Wording
from index.archive import Archive
from index.linking import Linker
from index.statistics import Pair, statistics
from index.text import Language
from tests.botapi import BotApi, Message
from tests.bots import opened
from tests.conftest import make_readout

CAPTION_LIMIT = 1024
ENGLISH = """\
4 calls in 7 readouts, 6 July 2019 – 4 April 2024
Busiest month: April 2024 (1 call)
Ceasefire: mentioned in 2 calls.

Most frequent pairs:
• Benjamin Netanyahu and Joe Biden (1 call)
• Emmanuel Macron and Vladimir Putin (1 call)
• Recep Tayyip Erdogan and Vladimir Putin (1 call)"""
PERSIAN = """\
روی‌هم ۴ تماس در ۷ متن، از ۱۵ تیر ۱۳۹۸ تا ۱۶ فروردین ۱۴۰۳
پرتماس‌ترین ماه: فروردین ۱۴۰۳ (یک تماس)
۲ تماس به آتش‌بس مربوط است.

بیشترین گفت‌وگوها:
• بنیامین نتانیاهو و جو بایدن (یک تماس)
• امانوئل مکرون و ولادیمیر پوتین (یک تماس)
• رجب طیب اردوغان و ولادیمیر پوتین (یک تماس)"""


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("stats"), linker) as made:
        yield made


@pytest.fixture
def empty(linker: Linker, tmp_path: Path) -> Iterator[Archive]:
    with opened(tmp_path, linker, []) as made:
        yield made


def answer(api: BotApi, code: str, text: str) -> Message:
    reader = api.user("Reader", language_code=code)
    reader.say(text)
    return reader.next_message(timeout=30)


@pytest.mark.parametrize(("code", "text"), [("en", ENGLISH), ("fa", PERSIAN)])
def test_stats_is_a_picture_and_says_what_it_shows(code: str, text: str, api: BotApi) -> None:
    message = answer(api, code, "/stats")
    assert message.raw["photo"][-1]["width"] == WIDTH
    assert message.raw["photo"][-1]["height"] == HEIGHT
    assert message.text == text


@pytest.mark.parametrize(
    ("code", "command", "line"),
    [
        ("en", "/stats Libya", "Libya: mentioned in 1 call."),
        ("en", "/stats  what about  Putin?", "Vladimir Putin: mentioned in 2 calls."),
        ("en", "/stats Putin on Ukraine", "Ukraine: mentioned in 1 call."),
        ("en", "/stats لیبی", "Libya: mentioned in 1 call."),
        ("en", "/stats Japan", "Japan: no call mentions it."),
        ("fa", "/stats لیبی", "یک تماس به لیبی مربوط است."),
        ("fa", "/stats ژاپن", "هیچ تماسی به ژاپن مربوط نیست."),
    ],
)
def test_a_subject_is_counted(code: str, command: str, line: str, api: BotApi) -> None:
    message = answer(api, code, command)
    assert message.raw["photo"]
    assert line in message.text.splitlines()


@pytest.mark.parametrize("code", ["en", "fa"])
def test_an_unknown_subject_gets_a_friendly_line(code: str, api: BotApi, small: Archive) -> None:
    message = answer(api, code, "/stats xyzzy")
    say = Wording("fa" if code == "fa" else "en", small.linker.gazetteer)
    assert "photo" not in message.raw
    assert message.text == say("stats-unknown", example=f"/stats {say('stats-example')}")


def test_the_example_is_understood(api: BotApi) -> None:
    for code, example in (("en", "Libya"), ("fa", "لیبی")):
        assert f"/stats {example}" in answer(api, code, "/stats xyzzy").text
        assert answer(api, code, f"/stats {example}").raw["photo"]


@pytest.mark.parametrize(("status", "how"), [(500, "answer"), (502, "cut")])
def test_a_picture_survives_trouble(status: int, how: str, api: BotApi) -> None:
    api.fault("sendPhoto", status, how=how)  # type: ignore[arg-type]
    assert answer(api, "en", "/stats").raw["photo"]


def test_many_want_numbers_at_once(api: BotApi) -> None:
    readers = [api.user(f"Reader {n}", language_code=["en", "fa"][n % 2]) for n in range(6)]
    for reader in readers:
        reader.say("/stats")
    texts = [reader.next_message(timeout=30).text for reader in readers]
    assert texts == [ENGLISH, PERSIAN] * 3


@pytest.mark.parametrize("language", ["en", "fa"])
def test_an_empty_archive_says_so(language: Language, empty: Archive) -> None:
    say = Wording(language, empty.linker.gazetteer)
    for subject in ("", "Libya"):
        report = report_on(subject, empty, say, Pictures())
        assert (report.text, report.picture) == (say("stats-empty"), b"")


def test_a_call_of_nobody_and_nothing_has_a_caption(empty: Archive) -> None:
    empty.add(make_readout(participants=(), title="", text="Hm.", date=date(2020, 1, 1)))
    say = Wording("en", empty.linker.gazetteer)
    counted = statistics(empty.snapshot, empty.linker.gazetteer, "gregorian")
    assert caption(counted, say) == (
        "1 call in 1 readout, 1 January 2020\nBusiest month: January 2020 (1 call)"
    )


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_caption_is_never_too_long(language: Language, small: Archive) -> None:
    say = Wording(language, small.linker.gazetteer)
    counted = statistics(small.snapshot, small.linker.gazetteer, "gregorian")
    long = Pair(("😀" * 300, "😀" * 300), 10**9)
    assert utf16_length(caption(replace(counted, pairs=(long,) * 8), say)) <= CAPTION_LIMIT


def test_the_caption_is_plain_text(api: BotApi) -> None:
    answer(api, "en", "/stats")
    for call in api.calls("sendPhoto"):
        assert "parse_mode" not in call.params
