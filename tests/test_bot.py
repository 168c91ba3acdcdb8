"""The bot in a chat, over HTTP, answering from a few calls."""

from collections.abc import Callable, Iterator

import pytest

from bot.wording import Wording
from index.archive import Archive
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.text import Language
from tests.botapi import BotApi, Message, User
from tests.botapi.client import TOKEN, png
from tests.bots import chatting, opened, toast, with_button
from tests.calls import CALLS, GAZA_EN, GAZA_FA

LIBYA = "foreign fighters in Libya"
GAZA = "aid for the people of Gaza"


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker) as made:
        yield made


@pytest.fixture(scope="module")
def api(archive: Archive) -> Iterator[BotApi]:
    with chatting(archive, privacy=False) as server:
        yield server


@pytest.fixture
def maryam(api: BotApi) -> User:
    return api.user("Maryam", language_code="fa-IR")


def stands_in_a_readout(text: str) -> bool:
    return any(text in readout.text for readout in CALLS)


@pytest.mark.parametrize("command", ["/start", "/help", "/start deep-link", "/nonsense"])
@pytest.mark.parametrize(
    ("code", "language"), [("fa", "fa"), ("fa-IR", "fa"), ("en", "en"), ("de", "en"), (None, "en")]
)
def test_commands_are_answered_in_the_users_language(
    command: str, code: str | None, language: Language, api: BotApi, gazetteer: Gazetteer
) -> None:
    user = api.user("Reader", language_code=code)
    user.say(command)
    say = Wording(language, gazetteer)
    message = {"/start": "start", "/help": "help"}.get(command.split()[0], "unknown-command")
    assert say(message) == user.next_message().text


@pytest.mark.parametrize(
    ("question", "heading"),
    [(LIBYA, "Vladimir Putin and Recep"), ("جنگجویان خارجی در لیبی", "ولادیمیر پوتین و رجب")],
)
def test_a_question_is_answered_with_a_quotation(question: str, heading: str, sara: User) -> None:
    asked = sara.say(question)
    answer = sara.next_message()
    assert answer.reply_to == asked.id
    assert answer.text.startswith(heading)
    assert len(answer.quotes) == 1
    assert all(stands_in_a_readout(quote) for quote in answer.quotes)


@pytest.mark.parametrize("code", ["en", "fa"])
def test_the_button_shows_the_other_readout(code: str, api: BotApi) -> None:
    user = api.user("Reader", language_code=code)
    user.say(GAZA)
    answer = user.next_message()
    assert user.press(answer, answer.button_texts[0])
    other = user.next_message()
    assert other.reply_to == answer.id
    assert answer.quotes[0] in GAZA_EN.text
    assert other.quotes[0] in GAZA_FA.text


@pytest.mark.parametrize(
    "data", ["quote:en:0000000000000000:0:9", f"quote:en:{GAZA_FA.digest[:16]}:5:99999"]
)
def test_a_button_of_a_readout_that_is_gone_says_so(data: str, sara: User, say: Wording) -> None:
    sara.say(GAZA)
    answer = sara.next_message()
    assert toast(sara, with_button(answer, data), "Old") == say("gone")
    sara.expect_silence(0.2)


@pytest.mark.parametrize(
    "question", ["What did Biden and Erdogan say about Libya?", "how to bake bread", "xyzzy" * 800]
)
def test_nothing_found_is_said(question: str, sara: User, say: Wording) -> None:
    sara.say(question)
    answer = sara.next_message()
    assert answer.text.startswith(say("nothing-found"))
    assert answer.quotes == []


@pytest.mark.parametrize("question", ["?", "😀", "؟!"])
def test_a_question_without_words_gets_an_example(
    question: str, sara: User, maryam: User, say: Wording
) -> None:
    for reader, example in ((sara, say("example-1")), (maryam, "درباره لیبی چه گفتند؟")):
        reader.say(question)
        assert example in reader.next_message().text


@pytest.mark.parametrize(
    "send",
    [
        User.send_sticker,
        User.send_voice,
        lambda user: user.send_photo(png(), caption=LIBYA),
        lambda user: user.send_document("call.txt", b"text"),
    ],
)
def test_what_is_not_text_gets_a_friendly_line(
    send: Callable[[User], Message], sara: User, say: Wording
) -> None:
    send(sara)
    assert sara.next_message().text == say("only-text")


def test_chatter_in_groups_is_ignored(api: BotApi, sara: User) -> None:
    group = api.group("Readers", [sara])
    sara.say(LIBYA, chat=group)
    sara.say("/start", chat=group)
    sara.say(LIBYA)
    assert sara.next_message().chat_id == sara.id
    sara.expect_silence(0.3)


def test_an_edited_question_is_not_answered_again(sara: User) -> None:
    asked = sara.say(LIBYA)
    sara.next_message()
    sara.edit(asked, GAZA)
    sara.expect_silence(0.3)


@pytest.mark.parametrize(("status", "how"), [(500, "answer"), (502, "answer"), (500, "cut")])
@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction", "getUpdates"])
def test_an_answer_survives_trouble(
    method: str, status: int, how: str, api: BotApi, sara: User
) -> None:
    api.fault(method, status, how=how)  # type: ignore[arg-type]
    sara.say(LIBYA)
    assert sara.next_message().quotes


def test_a_server_that_says_wait_is_not_pressed(api: BotApi, sara: User) -> None:
    api.fault("sendMessage", 429, retry_after=1, chat=sara)
    sara.say(LIBYA)
    sara.expect_silence(0.9)
    assert sara.next_message().quotes
    assert not api.impatient()


def test_a_hanging_answer_holds_nobody_up(api: BotApi, sara: User, maryam: User) -> None:
    api.fault("sendMessage", how="hang", chat=sara)
    sara.say(LIBYA)
    maryam.say("کمک به مردم غزه")
    assert maryam.next_message(timeout=4).quotes[0] in GAZA_FA.text


def test_someone_who_blocked_the_bot_is_no_trouble(sara: User, maryam: User) -> None:
    sara.say(LIBYA)
    sara.block()
    maryam.say(LIBYA)
    assert maryam.next_message().quotes


def test_many_ask_at_once(api: BotApi) -> None:
    people = [api.user(f"Reader {n}") for n in range(10)]
    for person in people:
        person.say(LIBYA)
    assert {person.next_message().quotes[0] for person in people} == {
        people[0].messages[0].quotes[0]
    }


def test_no_markup_and_no_token_is_ever_sent(api: BotApi, sara: User) -> None:
    sara.say(LIBYA)
    sara.next_message()
    for call in api.calls("sendMessage"):
        assert "parse_mode" not in call.params
        assert TOKEN not in str(call.params)
