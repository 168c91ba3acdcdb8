"""The sides of a call beside each other: what both speak of, and what only one does."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import bot.cli  # noqa: F401 - adds the command
import index.compare
from bot.render import LONGEST_MESSAGE, utf16_length
from bot.sides import compare_message
from bot.terminal import BAR
from bot.wording import Wording
from index.archive import Archive
from index.building import build
from index.compare import Comparison, compare, sides_of
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.reading import Failure, Reader
from index.resources import data_folder
from index.subjects import Call, calls_of
from index.text import Language
from tests.bots import opened
from tests.calls import CALLS, GAZA_EN, GAZA_FA, LIBYA_EN, LIBYA_FA, TODAY
from tests.test_cli import invoke, write_lines

ANKARA = replace(
    LIBYA_FA,
    id="ankara.fa",
    text=(
        "رجب طیب اردوغان با ولادیمیر پوتین تلفنی گفت‌وگو کرد. درباره لیبی، اردوغان بر برگزاری "
        "انتخابات پافشاری کرد. او از قرارداد خرید گندم نیز سخن گفت. درباره سوریه و ادلب هم "
        "رایزنی شد."
    ),
    source="ریاست‌جمهوری ترکیه",
)
PLAIN = replace(ANKARA, id="plain", text="احوالپرسی کردند.", date=GAZA_EN.date)
EMPTY = replace(PLAIN, id="empty", text="They said hello.", source="TASS", language="en")


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    home = tmp_path_factory.mktemp("compare")
    with opened(home, linker, [*CALLS, ANKARA, PLAIN, EMPTY]) as made:
        yield made


@pytest.fixture(scope="module")
def corpus(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The starter corpus, read without a model."""
    results = Reader(linker, TODAY).read([data_folder() / "readouts"])
    readouts = [result.readout for result in results if not isinstance(result, Failure)]
    with opened(tmp_path_factory.mktemp("corpus"), linker, readouts) as made:
        yield made


@pytest.fixture
def libya(archive: Archive) -> Call:
    number = archive.snapshot.numbers[ANKARA.id]
    return calls_of(archive.snapshot, [number])[0]


@pytest.fixture
def found(libya: Call, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Comparison:
    """What the sides name; no sentence is alike enough to another (the words' vectors lie)."""
    monkeypatch.setattr(index.compare, "_SAME", 2.0)
    made = compare(libya, "en", archive.snapshot, archive.linker.gazetteer, archive.encoder)
    assert made
    return made


@pytest.fixture(params=["en", "fa"])
def say(request: pytest.FixtureRequest, gazetteer: Gazetteer) -> Wording:
    return Wording(request.param, gazetteer)


def topics(points: object) -> set[str]:
    return {topic for point in points for topic in point.topics}  # type: ignore[attr-defined]


def test_sides_are_offices_whatever_the_language(gazetteer: Gazetteer) -> None:
    sides = sides_of([LIBYA_FA, LIBYA_EN, ANKARA], gazetteer, "en")
    assert [side.readouts for side in sides] == [(LIBYA_EN, LIBYA_FA), (ANKARA,)]
    persian = sides_of([LIBYA_EN, LIBYA_FA, ANKARA], gazetteer, "fa")
    assert persian[0].readouts == (LIBYA_FA, LIBYA_EN)


def test_an_office_that_is_not_known_is_its_site(gazetteer: Gazetteer) -> None:
    one, other = (
        replace(LIBYA_EN, source=name, source_url=f"https://gov.example/{name}", id=name)
        for name in ("Office", "دفتر")
    )
    assert len(sides_of([one, other], gazetteer, "en")) == 1
    assert len(sides_of([one, replace(other, source_url="")], gazetteer, "en")) == 2


def test_what_one_side_leaves_out_is_told_apart(found: Comparison) -> None:
    kremlin, summary, ankara = found.only
    assert [side.readouts[0].id for side in found.sides] == [
        "libya.en",
        "libya.summary",
        "ankara.fa",
    ]
    assert topics(kremlin) == {
        "topic:sputnik-v-vaccines",
        "topic:tourism",
        "topic:troop-withdrawal",
    }
    assert not topics(summary)
    assert any("idlib" in topic for topic in topics(ankara))
    assert topics(found.shared)
    assert not topics(found.shared) & (topics(kremlin) | topics(ankara))


def test_each_topic_has_the_sentence_that_names_it(found: Comparison, archive: Archive) -> None:
    linker = archive.linker
    for point in (*found.shared, *(point for only in found.only for point in only)):
        for quote in point.quotes:
            assert quote.text in quote.readout.text
            assert set(point.topics) <= linker.keys(quote.text)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_is_said_in_other_words_is_not_left_out(language: Language, library: Archive) -> None:
    snapshot, gazetteer = library.snapshot, library.linker.gazetteer
    number = next(n for n, r in enumerate(snapshot.readouts) if str(r.date) == "2025-03-18")
    (call,) = calls_of(snapshot, [number])
    found = compare(call, language, snapshot, gazetteer, library.encoder)
    assert found
    strikes = "topic:energy-infrastructure-strikes"
    (point,) = (point for point in found.shared if strikes in point.topics)
    told = {quote.readout.source: quote.text for quote in point.quotes}
    assert "striking energy facilities" in told["Kremlin"]
    assert "تأسیسات انرژی" in told["کاخ سفید"]
    # What only one of them tells stays so.
    assert "topic:red-sea-shipping" in topics([p for only in found.only for p in only])


def test_one_side_alone_is_not_compared(archive: Archive) -> None:
    for readout in (GAZA_EN, GAZA_FA):
        call = Call("gaza", (readout,), frozenset())
        made = compare(call, "en", archive.snapshot, archive.linker.gazetteer, archive.encoder)
        assert made is None


def test_the_message_says_who_speaks_of_what(
    found: Comparison, libya: Call, gazetteer: Gazetteer
) -> None:
    message = compare_message(found, libya, Wording("en", gazetteer))
    assert message.text.startswith("Vladimir Putin and Recep Tayyip Erdogan\n9 April 2021")
    assert "\nOnly in the account of Kremlin\n" in message.text
    assert "\nIn several accounts\n" in message.text
    assert "Only in the account of Leader Calls" not in message.text
    assert [text for text, _ in message.buttons] == [
        "Full English text · Kremlin",
        "Full English text · Leader Calls",
        "Full Persian text · Presidency of Türkiye",
    ]


def test_texts_without_topics_are_only_offered(archive: Archive, say: Wording) -> None:
    call = calls_of(archive.snapshot, [archive.snapshot.numbers[PLAIN.id]])[0]
    found = compare(call, say.language, archive.snapshot, archive.linker.gazetteer, archive.encoder)
    assert found
    message = compare_message(found, call, say)
    assert say("compare-nothing") in message.text
    assert len(message.buttons) == 2


@pytest.mark.parametrize("most", [LONGEST_MESSAGE, 2400, 10**6])
def test_every_comparison_of_the_corpus_fits(corpus: Archive, say: Wording, most: int) -> None:
    compared = 0
    for call in calls_of(corpus.snapshot):
        found = compare(
            call, say.language, corpus.snapshot, corpus.linker.gazetteer, corpus.encoder
        )
        if found:
            message = compare_message(found, call, say, most)
            assert utf16_length(message.text) <= most
            compared += 1
    assert compared > 50


def test_three_long_accounts_of_many_topics_fit(archive: Archive, say: Wording) -> None:
    long = " ".join(
        f"On {name} they had very much to say to each other{', again and again' * 30}."
        for name in ("Libya", "Syria", "Ukraine", "Gaza", "Yemen", "Sudan", "Iran", "Lebanon")
    )
    told = [
        replace(LIBYA_EN, id=f"{n}", text=long + f" № {n}", source=f"Office {n}", source_url="")
        for n in range(4)
    ]
    snapshot = build("", told, archive.store, archive.encoder, archive.linker)
    (call,) = calls_of(snapshot)
    found = compare(call, say.language, snapshot, archive.linker.gazetteer, archive.encoder)
    assert found
    message = compare_message(found, call, say)
    assert utf16_length(message.text) <= LONGEST_MESSAGE
    assert say("compare-also", topics="")[:8] in message.text


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with a call that two sides tell of, and one that one does."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADER_CALLS_HOME", str(tmp_path))
    monkeypatch.setenv("LEADER_CALLS_STARTER", "no")
    told = map(asdict, (LIBYA_EN, ANKARA, GAZA_EN))
    assert not invoke("add", write_lines(tmp_path / "calls.jsonl", *told)).exit_code


@pytest.mark.usefixtures("here")
def test_a_call_is_compared_by_its_id_its_readouts_or_its_day() -> None:
    for name in (LIBYA_EN.call, ANKARA.id, "2021-04-09"):
        said = invoke("compare", name).output
        assert said.startswith("Vladimir Putin and Recep Tayyip Erdogan\n9 April 2021")
        assert "Only in the account of Presidency of Türkiye" in said
        assert BAR in said
    assert "تنها در روایت کرملین" in invoke("compare", "2021", "--language", "fa").output


@pytest.mark.usefixtures("here")
def test_what_cannot_be_compared_is_said() -> None:
    for name, message in (
        ("2021-04-31", "'2021-04-31': no call"),
        (GAZA_EN.id, f"{GAZA_EN.call}: only one side"),
        ("20", f"'20' is the beginning of 2 calls: {GAZA_EN.call}, {LIBYA_EN.call}"),
    ):
        result = invoke("compare", name)
        assert result.exit_code
        assert message in str(result.exception)
    assert invoke("compare", LIBYA_EN.id, "--language", "de").exit_code
