"""The bot in groups: it answers who asks it, tells those who run the group more, else is silent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.wording import Wording
from index.archive import Archive
from index.linking import Linker
from index.people import People
from tests.botapi import BotApi, Group, User
from tests.botapi.client import png, wait_until
from tests.bots import chatting, opened, toast
from tests.calls import LIBYA_EN, LIBYA_FA

LIBYA = "foreign fighters in Libya"
NAME = "@leader_calls_bot"


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker) as made:
        yield made


@pytest.fixture(scope="module")
def api(archive: Archive) -> Iterator[BotApi]:
    # Where privacy is off the bot sees all that is said, and has to know what is meant for it.
    with chatting(archive, privacy=False) as server:
        yield server


@pytest.fixture
def people(archive: Archive) -> People:
    return People(archive.store, lambda: datetime(2024, 4, 5, tzinfo=UTC))


@pytest.fixture
def reza(api: BotApi) -> User:
    return api.user("Reza", language_code="en")


@pytest.fixture
def group(api: BotApi, sara: User, reza: User) -> Group:
    """Sara's group."""
    return api.group("Readers", [sara, reza])


@pytest.mark.parametrize(
    "text",
    [
        f"/ask {LIBYA}",
        f"/ask{NAME} {LIBYA}",
        f"{NAME} {LIBYA}",
        f"{LIBYA}, {NAME.upper()}?",
    ],
)
def test_who_asks_the_bot_is_answered_in_reply(text: str, reza: User, group: Group) -> None:
    asked = reza.say(text, chat=group)
    answer = reza.next_message()
    assert (answer.chat_id, answer.reply_to) == (group.id, asked.id)
    assert answer.quotes[0] in LIBYA_EN.text


def test_a_reply_to_the_bot_is_a_question(reza: User, group: Group) -> None:
    reza.say(f"/ask {LIBYA}", chat=group)
    answer = reza.next_message()
    asked = reza.say("when was that?", chat=group, reply_to=answer)
    told = reza.next_message()
    assert told.reply_to == asked.id
    assert "spoke on 9 April 2021" in told.text


def test_another_members_words_can_be_asked(sara: User, reza: User, group: Group) -> None:
    words = sara.say("جنگجویان خارجی در لیبی", chat=group)
    asked = reza.say("/ask", chat=group, reply_to=words)
    answer = reza.next_message()
    assert answer.reply_to == asked.id
    assert answer.quotes[0] in LIBYA_FA.text


def test_to_ask_nothing_gets_an_example(reza: User, group: Group, say: Wording) -> None:
    reza.say("/ask", chat=group)
    assert say("example-1") in reza.next_message().text


@pytest.mark.parametrize(
    "text",
    [
        LIBYA,
        f"@somebody {LIBYA}",
        f"/ask@other_bot {LIBYA}",
        "/start",
        f"/start{NAME} call_1",
        "/help",
        "/latest",
        "/calls",
        "/language",
        "/about",
        "/forget",
        "/nonsense",
    ],
)
def test_to_all_else_the_bot_is_silent(text: str, reza: User, group: Group) -> None:
    reza.say(text, chat=group)
    reza.expect_silence(0.2)


def test_pictures_and_replies_to_others_are_not_for_the_bot(
    sara: User, reza: User, group: Group
) -> None:
    words = sara.say("hello", chat=group)
    reza.say(LIBYA, chat=group, reply_to=words)
    reza.send_photo(png(), caption=LIBYA, chat=group)
    reza.send_sticker(chat=group)
    reza.expect_silence(0.2)


@pytest.mark.parametrize("command", ["subscribe Libya", "subscriptions", "timezone Paris", "stop"])
def test_only_who_runs_the_group_decides_for_it(
    command: str, reza: User, group: Group, people: People, say: Wording
) -> None:
    asked = reza.say(f"/{command}", chat=group)
    told = reza.next_message()
    assert (told.text, told.reply_to) == (say("only-admins"), asked.id)
    assert people.subscriptions(group.id) == []
    assert people.chat(group.id).time_zone == ""
    assert not people.chat(group.id).paused


def test_who_runs_the_group_follows_for_it(
    sara: User, reza: User, group: Group, people: People, say: Wording
) -> None:
    asked = sara.say("/subscribe Libya", chat=group)
    told = sara.next_message()
    assert told.text.startswith("You now follow: Libya")
    assert told.reply_to == asked.id
    assert [s.subject for s in people.subscriptions(group.id)] == ["place:libya"]
    assert people.subscriptions(sara.id) == []
    for button in ("Daily", "Stop following", "All I follow"):
        assert toast(reza, told, button) == say("only-admins")
    assert toast(sara, told, "Stop following") == "You no longer follow this."
    assert people.subscriptions(group.id) == []
    sara.say("/timezone Paris", chat=group)
    assert sara.wait_for("Paris")
    sara.say("/stop", chat=group)
    assert sara.wait_for(say("stopped"))
    sara.say("/subscriptions", chat=group)
    assert sara.wait_for("You follow nothing.")


def test_who_writes_in_the_groups_name_runs_it(
    api: BotApi, sara: User, group: Group, people: People
) -> None:
    hidden = api.user("Group")
    group.add(hidden.id)
    text = "/subscribe Libya"
    entities = [{"type": "bot_command", "offset": 0, "length": 10}]
    card = api.world.chats[group.id].card
    hidden._send({"text": text, "entities": entities, "sender_chat": card}, group)
    assert sara.wait_for("You now follow: Libya").chat_id == group.id
    assert len(people.subscriptions(group.id)) == 1


def test_the_button_under_an_answer_follows_for_the_group(
    sara: User, reza: User, group: Group, people: People, say: Wording
) -> None:
    reza.say(f"/ask {LIBYA}", chat=group)
    answer = reza.next_message()
    button = next(text for text in answer.button_texts if text.startswith("🔔"))
    assert toast(reza, answer, button) == say("only-admins")
    assert people.subscriptions(group.id) == []
    assert toast(sara, answer, button) == ""
    assert sara.wait_for("You now follow: ").chat_id == group.id
    assert len(people.subscriptions(group.id)) == 1


def test_what_a_group_follows_goes_with_it(sara: User, group: Group, people: People) -> None:
    sara.say("/subscribe Libya", chat=group)
    sara.next_message()
    bigger = group.migrate()
    assert wait_until(lambda: len(people.subscriptions(bigger.id)) == 1)
    assert people.subscriptions(group.id) == []
    asked = sara.say(f"/ask {LIBYA}", chat=bigger)
    assert sara.next_message().reply_to == asked.id


def test_a_group_that_throws_the_bot_out_follows_nothing(
    sara: User, group: Group, people: People
) -> None:
    sara.say("/subscribe Libya", chat=group)
    sara.next_message()
    group.kick_bot()
    assert wait_until(lambda: people.subscriptions(group.id) == [])


def test_each_group_goes_on_from_its_own_question(api: BotApi, sara: User, group: Group) -> None:
    other = api.group("Others", [sara])
    sara.say(f"/ask {LIBYA}", chat=group)
    sara.next_message()
    sara.say(f"{NAME} when was that?", chat=other)
    assert "spoke on" not in sara.next_message().text
