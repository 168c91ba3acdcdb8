"""Operators add readouts in the chat: as text or as a file."""

import json
import re
from collections.abc import Iterator

import pytest

from index.linking import Linker
from index.readout import LARGEST_BYTES
from tests.botapi import Message, User
from tests.calls import LIBYA_EN
from tests.operators import House, draft_of, opened, proposed, shown_again

SYRIA = (
    "Putin and Erdogan spoke by phone\n\nVladimir Putin talked with Recep Tayyip Erdogan on "
    "{day}. They discussed the ceasefire in Syria, call number {number}."
)
HEAD = (
    "---\ndate: 2023-05-04\nparticipants: [vladimir-putin, emmanuel-macron]\nsource: Kremlin\n---\n"
)


@pytest.fixture(scope="module")
def house(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened(tmp_path_factory.mktemp("house"), linker) as house, house.running():
        yield house


def syria(number: int, day: str = "3 May 2023") -> str:
    return SYRIA.format(number=number, day=day)


def known(house: House, text: str) -> bool:
    return any(readout.text == text for readout in house.archive.store.readouts())


def correct(house: House, user: User, shown: Message, lines: str) -> None:
    draft_of(house, shown)
    user.say(lines, reply_to=shown)


def test_a_text_is_shown_then_added_and_told(house: House) -> None:
    shown = proposed(house, syria(1))
    assert shown.text.startswith(house.say("proposal"))
    assert "Participants: Vladimir Putin and Recep Tayyip Erdogan\n" in shown.text
    assert "Day of the call: 3 May 2023 (13 Ordibehesht 1402), as the text says\n" in shown.text
    assert "Language: English\nKind: news\n" in shown.text
    assert "Ceasefire" in shown.text
    assert shown.quotes == [syria(1).rpartition(" They")[0]]
    assert not known(house, syria(1))
    house.ann.press(shown, house.say("add"))
    added = shown_again(house.ann, shown)
    assert added.text.startswith("Added: Vladimir Putin and Recep Tayyip Erdogan, 3 May 2023")
    assert added.text.endswith(house.say("added-told", count=1))
    assert added.buttons == []
    assert known(house, syria(1))
    assert house.say("new-call") in house.sara.next_message().text
    house.ann.say("What did Putin and Erdogan say about the ceasefire in Syria in May 2023?")
    assert "call number 1." in house.ann.next_message().quotes[0]


def test_subscribers_need_not_be_told(house: House) -> None:
    shown = proposed(house, syria(2, "4 May 2023"))
    house.ann.press(shown, house.say("quietly"))
    shown = shown_again(house.ann, shown)
    house.ann.press(shown, "✓ " + house.say("quietly"))
    shown = shown_again(house.ann, shown)
    house.ann.press(shown, house.say("quietly"))
    shown = shown_again(house.ann, shown)
    house.ann.press(shown, house.say("add"))
    assert shown_again(house.ann, shown).text.endswith(house.say("added-quietly"))
    assert known(house, syria(2, "4 May 2023"))
    house.sara.expect_silence(0.3)


def test_a_cancelled_text_is_not_added(house: House) -> None:
    shown = proposed(house, syria(3))
    house.ann.press(shown, house.say("cancel"))
    assert shown_again(house.ann, shown).text == house.say("dismissed")
    answer = house.ann.press(shown, house.say("add"))
    assert answer
    assert answer["text"] == house.say("gone-draft")
    assert not known(house, syria(3))


def test_a_text_that_is_here_changes_nothing(house: House) -> None:
    front = f"---\ndate: {LIBYA_EN.date}\n---\n{LIBYA_EN.text}"
    other = f"---\ndate: {LIBYA_EN.date}\n---\nPutin and Erdogan spoke of wheat by telephone."
    shown = proposed(house, other)
    assert house.say("proposal-same-call", count=3) in shown.text
    house.ann.press(shown, house.say("cancel"))
    assert shown_again(house.ann, shown).text == house.say("dismissed")
    shown = proposed(house, front)
    assert house.say("proposal-known") in shown.text
    before = house.archive.store.state()
    house.ann.press(shown, house.say("add"))
    assert house.say("added-nothing") == shown_again(house.ann, shown).text
    assert house.archive.store.state() == before


# --- corrections ----------------------------------------------------------------------------------


def test_what_has_no_date_is_added_once_it_is_given(house: House) -> None:
    text = "پوتین و اردوغان تلفنی گفتگو کردند\n\nپوتین با اردوغان درباره سوریه رایزنی کرد."
    house.omid.say(f"/add {text}")
    shown = house.omid.next_message()
    assert house.say_fa("proposal-day-unknown", when="") in shown.text
    assert shown.button_texts == [house.say_fa("cancel")]
    correct(house, house.omid, shown, "تاریخ: ۱۴۰۲/۲/۱۵\nنوع: رسمی")
    shown = shown_again(house.omid, shown)
    assert "۱۵ اردیبهشت ۱۴۰۲ (۵ مه ۲۰۲۳)" in shown.text
    assert house.say_fa("text-readout") in shown.text
    house.omid.press(shown, house.say_fa("add"))
    added = shown_again(house.omid, shown)
    assert added.text.startswith("افزوده شد: ولادیمیر پوتین و رجب طیب اردوغان")
    assert known(house, text)
    assert house.say("new-call") in house.sara.next_message().text


def test_everything_can_be_corrected(house: House) -> None:
    shown = proposed(house, syria(4))
    lines = (
        "date: 1400/1/20\nparticipants: Biden, Jane Doe\nsource: White House\ntitle: A call\n"
        "language: fa\nkind: summary\nurl: https://www.whitehouse.gov/call"
    )
    correct(house, house.ann, shown, lines)
    text = shown_again(house.ann, shown).text
    assert "Title: A call\nParticipants: Joe Biden and Jane Doe\n" in text
    assert "Day of the call: 9 April 2021 (20 Farvardin 1400)\n" in text
    assert "Language: Persian\nKind: summary by this project\n" in text
    assert "based on the readout of: White House" in text
    correct(house, house.ann, shown, "title:\nsource: ")
    assert "Title: Putin and Erdogan spoke by phone\n" in shown_again(house.ann, shown).text


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("date: tomorrow", "date"),
        ("date: 2021-04-31", "date"),
        ("date: 2031-04-01", "date"),
        ("date: April 2021", "date"),
        ("language: German", "language"),
        ("kind: rumour", "kind"),
        ("url: example.org", "url"),
        ("colour: red", "fields"),
        ("https://example.org/", "fields"),
        ("title: A call\nwhen: 2021-04-09", "fields"),
    ],
)
def test_a_line_that_cannot_be_used_changes_nothing(line: str, hint: str, house: House) -> None:
    shown = proposed(house, syria(5))
    before = draft_of(house, shown)
    house.ann.say(line, reply_to=shown)
    refusal = house.ann.next_message().text
    assert line.splitlines()[-1] in refusal
    assert refusal.endswith(house.say(f"correction-{hint}"))
    assert house.drafts.under(house.ann.id, shown.id) == before


def test_a_reply_to_anything_else_is_a_question(house: House) -> None:
    house.ann.say("/help")
    told = house.ann.next_message()
    house.ann.say("foreign fighters in Libya", reply_to=told)
    assert house.ann.next_message().quotes


# --- files ----------------------------------------------------------------------------------------


def test_a_file_with_front_matter_says_what_it_says(house: House) -> None:
    text = "Macron and Putin\n\nThey talked about grain."
    house.ann.send_document("macron.md", (HEAD + text).encode())
    shown = house.ann.next_message()
    assert "Participants: Vladimir Putin and Emmanuel Macron\n" in shown.text
    assert "Kind: official readout\n" in shown.text
    house.ann.press(shown, house.say("quietly"))
    house.ann.press(shown, house.say("add"))
    assert house.ann.wait_for("Added").text.endswith(house.say("added-quietly"))
    assert house.archive.snapshot.by_id["macron"].text == text
    house.ann.send_document("macron.md", (HEAD + text + " And of oil.").encode())
    shown = house.ann.next_message()
    house.ann.press(shown, house.say("add"))
    assert "this id belongs to another text" in house.ann.next_message().text
    correct(house, house.ann, shown, "id: macron-2")
    shown = house.ann.wait_for("Id: macron-2\n")
    house.ann.press(shown, house.say("quietly"))
    house.ann.press(shown, house.say("add"))
    house.ann.wait_for("Added")
    assert "macron-2" in house.archive.snapshot.by_id


def test_a_file_of_several_is_added_as_a_whole(house: House) -> None:
    lines = [
        {"text": syria(10, "7 May 2023")},
        {"text": syria(11, "8 May 2023")},
        {"text": "No date at all."},
        {"text": LIBYA_EN.text, "date": "2021-04-09"},
    ]
    content = "\n".join([*map(json.dumps, lines), "{no json"])
    house.ann.send_document("calls.jsonl", content.encode())
    assert "calls.jsonl:5: no JSON" in house.ann.next_message().text
    shown = house.ann.next_message()
    assert shown.text.startswith(house.say("proposal-several", count=3))
    assert house.say("proposal-new", count=2) in shown.text
    assert f"calls.jsonl:3: {house.say('not-dated')}" in shown.text
    correct(house, house.ann, shown, "date: 2021-04-09")
    assert house.ann.next_message().text == house.say("correction-several")
    house.ann.press(shown, house.say("quietly"))
    house.ann.press(shown, house.say("add"))
    assert house.say("added-more", count=1) in house.ann.wait_for("Added").text
    assert known(house, syria(10, "7 May 2023"))
    assert known(house, syria(11, "8 May 2023"))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("call.pdf", b"%PDF-1.7", r"\.txt, \.md or \.jsonl"),
        ("call.txt", b"%PDF-1.7", "this is a PDF"),
        ("call.txt", b"\xff\xfea", "UTF-16"),
        ("call.txt", b" \n", "the file is empty"),
        ("call.md", b"---\ntitle: x\n", "the front matter is not closed"),
        ("call.md", HEAD.replace("source", "kind").encode() + b"Text.", "kind 'Kremlin'"),
        ("call.txt", b"a" * (LARGEST_BYTES + 1), "too large for a readout"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    name: str, content: bytes, reason: str, house: House
) -> None:
    house.ann.send_document(name, content)
    assert re.search(reason, house.ann.next_message().text)
