"""What operators have not confirmed, kept in the database; and how they correct it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from index.corrections import Unusable, read_corrections
from index.drafts import KEPT_DAYS, Drafts
from index.outbox import Outbox
from index.people import People
from index.reading import Part
from index.store import Store
from tests.calls import TODAY

ANN, OMID = 7, 8
START = datetime(2026, 11, 30, 12, tzinfo=UTC)
PART = Part("call.md", "Text.", {"date": TODAY, "participants": ["Putin"]})


class Clock:
    """A time that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def drafts(store: Store, clock: Clock) -> Drafts:
    return Drafts(store, clock)


def test_a_draft_is_kept_as_it_is(drafts: Drafts, store: Store) -> None:
    kept = drafts.keep(ANN, [PART])
    drafts.show(kept, 33)
    found = Drafts(store, lambda: START).under(ANN, 33)
    assert found
    assert (found.id, found.quietly, found.message) == (kept.id, False, 33)
    assert found.parts == (
        Part("call.md", "Text.", {"date": "2026-11-23", "participants": ["Putin"]}),
    )
    assert drafts.get(ANN, kept.id, 33) == found


def test_a_draft_is_its_own_chats(drafts: Drafts) -> None:
    kept = drafts.keep(ANN, [PART])
    drafts.show(kept, 33)
    assert drafts.get(OMID, kept.id, 33) is drafts.under(OMID, 33) is None
    assert drafts.take(OMID, kept.id) is None
    assert drafts.get(ANN, kept.id, 33)


def test_changes_add_up(drafts: Drafts) -> None:
    kept = drafts.keep(ANN, [PART])
    other = Part("", "Another text.")
    drafts.change(kept, lambda draft: replace(draft, quietly=True))
    changed = drafts.change(kept, lambda draft: replace(draft, parts=(other,)))
    assert changed
    assert (changed.parts, changed.quietly) == ((other,), True)
    assert drafts.take(ANN, kept.id) == changed
    assert drafts.change(kept, lambda draft: draft) is None


def test_an_old_button_does_not_act_on_a_new_draft(drafts: Drafts) -> None:
    old = drafts.keep(ANN, [PART])
    drafts.show(old, 33)
    drafts.take(ANN, old.id)
    new = drafts.keep(ANN, [Part("", "Another text.")])
    drafts.show(new, 34)
    assert new.id == old.id
    assert drafts.get(ANN, old.id, 33) is None
    assert drafts.get(ANN, new.id, 34)


def test_only_the_first_takes_it(drafts: Drafts) -> None:
    kept = drafts.keep(ANN, [PART])
    taken = drafts.take(ANN, kept.id)
    assert taken == kept
    assert drafts.take(ANN, kept.id) is drafts.get(ANN, kept.id, 33) is None


def test_a_forgotten_chat_has_none(drafts: Drafts, store: Store, clock: Clock) -> None:
    kept = drafts.keep(ANN, [PART])
    People(store, clock).forget(ANN)
    assert drafts.get(ANN, kept.id, 33) is None


def test_old_ones_are_dropped(drafts: Drafts, clock: Clock) -> None:
    old = drafts.keep(ANN, [PART])
    clock.now += timedelta(days=KEPT_DAYS, seconds=1)
    new = drafts.keep(OMID, [PART])
    assert drafts.get(ANN, old.id, 33) is None
    assert drafts.get(OMID, new.id, 34)


def test_a_broadcast_is_confirmed_once(drafts: Drafts, store: Store, clock: Clock) -> None:
    outbox = Outbox(store, clock)
    People(store, clock).settle(OMID, language="fa")
    draft = drafts.keep(ANN, [Part("", "Hello", {"entities": []})])
    assert outbox.audience() == 2
    assert outbox.broadcast("Hello", [], draft.id) == 2
    assert outbox.broadcast("Hello", [], draft.id) is None
    assert outbox.states() == {"waiting": 2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date: 2021-04-09", {"date": "2021-04-09"}),
        ("Date : 9 April 2021", {"date": "2021-04-09"}),
        ("تاریخ: ۱۴۰۰/۱/۲۰", {"date": "2021-04-09"}),
        ("تاریخ: ۲۰ فروردین ۱۴۰۰", {"date": "2021-04-09"}),
        ("طرف‌ها: پوتین، اردوغان", {"participants": "پوتین، اردوغان"}),
        ("طرف ها: پوتین", {"participants": "پوتین"}),
        (
            "منبع: کرملین\nعنوان: تماس: دو رئیس‌جمهور",
            {"source": "کرملین", "title": "تماس: دو رئیس‌جمهور"},
        ),
        ("زبان: فارسی\nنوع: گزارش رسمی", {"language": "fa", "kind": "readout"}),
        ("نشانی: https://a.example/b?c:d", {"source_url": "https://a.example/b?c:d"}),
        ("\nlanguage: FA\n\nkind: News\n", {"language": "fa", "kind": "news"}),
        ("source:", {"source": ""}),
    ],
)
def test_corrections_are_read_in_both_languages(text: str, said: dict[str, str]) -> None:
    assert read_corrections(text, TODAY) == said


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("date: 2026-11-24", "date: 2026-11-24", "date"),
        ("date: 1821-04-09", "date: 1821-04-09", "date"),
        ("date: 2021-04-09 or 2021-04-10", "date: 2021-04-09 or 2021-04-10", "date"),
        ("title: Call\nkind: rumour", "kind: rumour", "kind"),
        ("url: ftp://a.example", "url: ftp://a.example", "source_url"),
        ("زبان: آلمانی", "زبان: آلمانی", "language"),
        ("what did they say?", "what did they say?", ""),
        (" ", " ", ""),
    ],
)
def test_the_first_line_that_makes_no_sense_is_named(text: str, line: str, field: str) -> None:
    assert read_corrections(text, TODAY) == Unusable(line, field)
