"""Following in the chat: what, how often, at what hour; changing, pausing, ending."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.people import MOST_SUBSCRIPTIONS, People, Subscription
from tests.botapi import Message, User
from tests.botapi.client import wait_until
from tests.bots import opened, toast, with_button

PAIR = "pair:recep-tayyip-erdogan+vladimir-putin"
NOW = datetime(2024, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker) as made:
        yield made


@pytest.fixture
def people(archive: Archive) -> People:
    return People(archive.store, lambda: NOW)


def ask(user: User, text: str) -> Message:
    user.say(text)
    return user.next_message()


def press(user: User, message: Message, button: str) -> Message:
    """Press a button and read what comes of it."""
    assert toast(user, message, button) == ""
    return user.wait_for()


def only(people: People, user: User) -> Subscription:
    """The one thing that a reader follows."""
    (found,) = people.subscriptions(user.id)
    return found


@pytest.mark.parametrize(
    ("words", "subject", "name"),
    [
        ("Libya", "place:libya", "Libya"),
        ("لیبی", "place:libya", "Libya"),
        ("Putin and Erdogan", PAIR, "Recep Tayyip Erdogan and Vladimir Putin"),
        ("پوتین و اردوغان", PAIR, "Recep Tayyip Erdogan and Vladimir Putin"),
        ("Macron", "person:emmanuel-macron", "Emmanuel Macron"),
        ("ceasefire", "topic:ceasefire", "Ceasefire"),
        ("everything", "all", "Every call"),
        ("همه تماس‌ها", "all", "Every call"),
    ],
)
def test_a_subject_is_followed_by_its_name(
    words: str, subject: str, name: str, sara: User, people: People
) -> None:
    told = ask(sara, f"/subscribe {words}")
    assert told.text == f"You now follow: {name}\nNew calls come at once."
    assert told.button_texts == ["✓ At once", "Daily", "Weekly", "Stop following", "All I follow"]
    assert (only(people, sara).subject, only(people, sara).rhythm) == (subject, "at_once")
    assert ask(sara, f"/subscribe {words}").text.startswith(f"You follow: {name}")
    assert only(people, sara).subject == subject


def test_in_persian_all_is_said_in_persian(maryam: User, people: People) -> None:
    told = ask(maryam, "/subscribe پوتین و اردوغان")
    assert told.text == (
        "از این پس دنبال می‌کنید: رجب طیب اردوغان و ولادیمیر پوتین\nتماس‌های تازه بی‌درنگ می‌رسد."
    )
    # New calls come unasked: in the language in which they were asked for.
    assert people.chat(maryam.id).language == "fa"
    assert only(people, maryam).weekday == 5


def test_of_several_subjects_one_is_picked(sara: User, people: People, say: Wording) -> None:
    which = ask(sara, "/subscribe Putin Libya")
    assert which.text == say("subscribe-which")
    assert which.button_texts == ["Vladimir Putin", "Libya"]
    assert people.subscriptions(sara.id) == []
    press(sara, which, "Libya")
    assert only(people, sara).subject == "place:libya"


def test_what_is_unknown_is_said_with_what_can_be_followed(sara: User, say: Wording) -> None:
    told = ask(sara, "/subscribe bread and butter")
    assert told.text == say("subscribe-unknown", what="bread and butter")
    assert told.button_texts == ["Every call", "Leaders", "Countries", "Topics"]


@pytest.mark.parametrize(
    ("kind", "name", "subject"),
    [
        ("Leaders", "Emmanuel Macron", "person:emmanuel-macron"),
        ("Countries", "Libya", "place:libya"),
        ("Topics", "Ceasefire", "topic:ceasefire"),
    ],
)
def test_a_subject_is_picked_by_buttons(
    kind: str, name: str, subject: str, sara: User, people: People
) -> None:
    picks = press(sara, ask(sara, "/subscribe"), kind)
    assert "Years" not in picks.button_texts
    assert press(sara, picks, name).text.startswith(f"You now follow: {name}\n")
    assert only(people, sara).subject == subject


def test_everything_is_one_press_away(sara: User, people: People, say: Wording) -> None:
    offer = ask(sara, "/subscribe")
    assert offer.text == say("subscribe-what")
    press(sara, offer, "Every call")
    assert only(people, sara).subject == "all"


def test_what_was_asked_about_can_be_followed(sara: User, people: People) -> None:
    answer = ask(sara, "What did Putin and Erdogan say about Libya?")
    press(sara, answer, "🔔 Follow Libya")
    press(sara, answer, "🔔 Follow Recep Tayyip Erdogan and Vladimir Putin")
    assert [s.subject for s in people.subscriptions(sara.id)] == ["place:libya", PAIR]


def test_the_time_zone_is_asked_once(sara: User, people: People, say: Wording) -> None:
    told = ask(sara, "/subscribe Libya")
    zones = press(sara, told, "Daily")
    assert zones.text == say("which-zone")
    hours = press(sara, zones, "Tehran")
    assert hours.text == "At what hour, Tehran time?"
    assert len(hours.button_texts) == 24
    settled = press(sara, hours, "20:00")
    assert settled.text == "You follow: Libya\nNew calls come every day at 20:00 (Tehran)."
    assert settled.id == told.id
    assert "✓ Daily" in settled.button_texts
    assert people.chat(sara.id).time_zone == "Asia/Tehran"
    assert (only(people, sara).rhythm, only(people, sara).hour) == ("daily", 20)
    other = press(sara, ask(sara, "/subscribe Macron"), "Daily")
    assert other.text == hours.text


def test_a_week_has_its_day(sara: User, people: People) -> None:
    people.settle(sara.id, time_zone="Europe/London")
    hours = press(sara, ask(sara, "/subscribe Libya"), "Weekly")
    weekly = press(sara, hours, "07:00")
    assert weekly.text.endswith("New calls come every Monday at 07:00 (London).")
    assert weekly.button_texts[3:10][0] == "✓ Monday"
    friday = press(sara, weekly, "Friday")
    assert friday.text.endswith("New calls come every Friday at 07:00 (London).")
    assert (only(people, sara).rhythm, only(people, sara).weekday) == ("weekly", 4)
    assert press(sara, friday, "At once").text.endswith("New calls come at once.")
    assert only(people, sara).rhythm == "at_once"


def test_a_persian_week_begins_on_saturday(maryam: User, people: People) -> None:
    people.settle(maryam.id, time_zone="Asia/Kabul")
    hours = press(maryam, ask(maryam, "/subscribe لیبی"), "هفتگی")
    assert hours.button_texts[8] == "۰۸:۰۰"
    weekly = press(maryam, hours, "۰۸:۰۰")
    assert weekly.text.endswith("تماس‌های تازه هر شنبه ساعت ۰۸:۰۰ به وقت کابل می‌رسد.")
    assert weekly.button_texts[3] == "✓ شنبه"


def test_all_that_is_followed_is_listed_changed_and_ended(sara: User, people: People) -> None:
    ask(sara, "/subscribe Libya")
    ask(sara, "/subscribe Macron")
    mine = ask(sara, "/subscriptions")
    assert mine.text.splitlines() == [
        "You follow 2 subjects. Tap one to change how often you are told; ✕ ends it.",
        "",
        "• Libya: at once",
        "• Emmanuel Macron: at once",
    ]
    assert mine.button_texts == ["Libya", "✕", "Emmanuel Macron", "✕"]
    one = press(sara, mine, "Emmanuel Macron")
    assert one.text.startswith("You follow: Emmanuel Macron")
    assert press(sara, one, "All I follow").text == mine.text
    assert toast(sara, one, "Stop following") == "You no longer follow this."
    left = sara.wait_for("You follow one subject.")
    assert left.button_texts == ["Libya", "✕"]
    assert toast(sara, left, "✕") == "You no longer follow this."
    assert "Every call" in sara.wait_for("You follow nothing.").button_texts
    assert people.subscriptions(sara.id) == []


def test_the_list_tells_when(sara: User, people: People) -> None:
    daily, _ = people.subscribe(sara.id, "place:libya")
    weekly, _ = people.subscribe(sara.id, "all")
    people.change(sara.id, daily.id, rhythm="daily", hour=9)
    people.change(sara.id, weekly.id, rhythm="weekly", hour=21, weekday=6)
    assert ask(sara, "/subscriptions").text.splitlines()[2:] == [
        "• Libya: every day at 09:00",
        "• Every call: every Sunday at 21:00",
    ]


def test_a_pause_keeps_what_is_followed(sara: User, people: People, say: Wording) -> None:
    ask(sara, "/subscribe Libya")
    stopped = ask(sara, "/stop")
    assert stopped.text == say("stopped")
    assert people.chat(sara.id).paused
    assert ask(sara, "/subscriptions").text.startswith(say("following-paused"))
    assert toast(sara, stopped, "Send them again") == say("resumed")
    assert "Libya" in sara.wait_for("You follow one subject.").text
    assert not people.chat(sara.id).paused


def test_to_follow_more_ends_a_pause(sara: User, people: People) -> None:
    ask(sara, "/stop")
    ask(sara, "/subscribe Libya")
    assert not people.chat(sara.id).paused


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Toronto", "America/Toronto"),
        ("تهران", "Asia/Tehran"),
        ("new york", "America/New_York"),
        ("Europe/Paris", "Europe/Paris"),
        ("Afghanistan", "Asia/Kabul"),
        ("ایران", "Asia/Tehran"),
    ],
)
def test_a_time_zone_is_set_by_name(text: str, zone: str, sara: User, people: People) -> None:
    assert ask(sara, f"/timezone {text}").text.startswith("Your time zone is that of ")
    assert people.chat(sara.id).time_zone == zone


def test_a_time_zone_is_set_by_a_button(maryam: User, people: People) -> None:
    zones = ask(maryam, "/timezone")
    assert zones.button_texts[:3] == ["تهران", "کابل", "دوشنبه"]
    assert press(maryam, zones, "کابل").text == "منطقه زمانی شما: کابل"
    assert people.chat(maryam.id).time_zone == "Asia/Kabul"


def test_an_unknown_city_is_asked_for_again(sara: User, people: People, say: Wording) -> None:
    told = ask(sara, "/timezone Gotham")
    assert told.text == say("zone-unknown", what="Gotham")
    assert "London" in told.button_texts
    assert people.chat(sara.id).time_zone == ""


def test_nobody_follows_too_much(
    sara: User, people: People, gazetteer: Gazetteer, say: Wording
) -> None:
    for place in list(gazetteer.places)[:MOST_SUBSCRIPTIONS]:
        people.subscribe(sara.id, f"place:{place}")
    told = ask(sara, "/subscribe Putin and Erdogan")
    assert told.text == say("too-many", count=MOST_SUBSCRIPTIONS)
    mine = press(sara, told, "All I follow")
    assert len(mine.button_texts) == 2 * MOST_SUBSCRIPTIONS


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("edit:en:999999999", "gone-subscription"),
        ("rhythm:en:999999999:at_once", "gone-subscription"),
        ("hour:en:999999999:daily:8", "gone-subscription"),
        ("weekday:en:999999999:3", "gone-subscription"),
        ("follow:en:place:atlantis", "gone-subject"),
        ("follow:en:pair:nobody+noone", "gone-subject"),
        ("zone:en:0:at_once:Mars/Olympus", "gone-button"),
        ("hour:en:1:daily:24", "gone-button"),
    ],
)
def test_a_button_whose_thing_is_gone_says_so(
    data: str, message: str, sara: User, say: Wording
) -> None:
    told = ask(sara, "/subscribe")
    assert toast(sara, with_button(told, data), "Old") == say(message)
    sara.expect_silence(0.2)


def test_nobody_changes_what_another_follows(
    sara: User, maryam: User, people: People, say: Wording
) -> None:
    ask(maryam, "/subscribe لیبی")
    number = only(people, maryam).id
    told = ask(sara, "/subscribe")
    for data in (f"unfollow:en:{number}", f"weekday:en:{number}:1", f"edit:en:{number}"):
        assert toast(sara, with_button(told, data), "Old") == say("gone-subscription")
    assert only(people, maryam).weekday == 5


def test_who_blocks_the_bot_follows_nothing(sara: User, people: People) -> None:
    ask(sara, "/subscribe Libya")
    sara.block()
    assert wait_until(lambda: people.subscriptions(sara.id) == [])
