"""The first words, the language, what the bot is, what it forgets, and how much one may ask."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.menu import COMMANDS, IN_GROUPS
from bot.wording import Wording
from index.archive import Archive
from index.conversation import Turn
from index.gazetteer import Gazetteer
from index.linking import Linker
from index.people import Chat, People
from index.text import Language
from tests.botapi import BotApi, Message, User
from tests.botapi.client import call, wait_until
from tests.bots import chatting, opened, toast
from tests.calls import GAZA_FA, LIBYA_EN

LIBYA = "foreign fighters in Libya"
LANGUAGES: tuple[Language, ...] = ("en", "fa")


@pytest.fixture(scope="module")
def archive(linker: Linker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("bot"), linker) as made:
        yield made


@pytest.fixture
def people(archive: Archive) -> People:
    return People(archive.store, lambda: datetime(2024, 4, 5, tzinfo=UTC))


@pytest.fixture
def english(gazetteer: Gazetteer) -> Wording:
    return Wording("en", gazetteer)


@pytest.fixture
def persian(gazetteer: Gazetteer) -> Wording:
    return Wording("fa", gazetteer)


def ask(user: User, text: str) -> Message:
    user.say(text)
    return user.next_message()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_greeting_offers_questions_and_the_other_language(
    language: Language, api: BotApi, gazetteer: Gazetteer
) -> None:
    say = Wording(language, gazetteer)
    greeting = ask(api.user("Reader", language_code=language), "/start")
    assert greeting.text == say("start")
    examples = [say(f"example-{number}") for number in (1, 2, 3)]
    other = "English" if language == "fa" else "فارسی"
    assert greeting.button_texts == [*examples, other]


@pytest.mark.parametrize("number", [0, 1])
def test_an_example_is_asked_and_answered(number: int, maryam: User, persian: Wording) -> None:
    greeting = ask(maryam, "/start")
    example = greeting.button_texts[number]
    assert toast(maryam, greeting, example) == ""
    asked = maryam.next_message()
    assert asked.text == persian("you-ask", question=example)
    answer = maryam.next_message()
    assert answer.reply_to == asked.id
    assert answer.quotes


def test_an_example_does_not_go_on_from_the_last_question(sara: User, people: People) -> None:
    people.remember(sara.id, Turn("What did Putin and Macron say about Ukraine?"))
    greeting = ask(sara, "/start")
    toast(sara, greeting, greeting.button_texts[0])
    sara.next_message()
    assert sara.next_message().quotes[0] in LIBYA_EN.text


def test_one_press_changes_the_language_for_good(
    sara: User, persian: Wording, english: Wording, people: People
) -> None:
    greeting = ask(sara, "/start")
    assert toast(sara, greeting, "فارسی") == ""
    changed = sara.wait_for(persian("start"))
    assert changed.id == greeting.id
    assert people.chat(sara.id).language == "fa"
    assert ask(sara, "/help").text == persian("help")
    assert toast(sara, changed, "English") == ""
    assert sara.wait_for(english("start")).id == greeting.id
    assert ask(sara, "/help").text == english("help")


def test_the_language_can_be_chosen(maryam: User, english: Wording, persian: Wording) -> None:
    choice = ask(maryam, "/language")
    assert choice.text == persian("choose-language")
    assert choice.button_texts == ["فارسی", "English"]
    assert toast(maryam, choice, "English") == ""
    assert maryam.wait_for().text == english("language-chosen")
    assert ask(maryam, "/about").text.startswith("4 calls, told in 7 readouts, from 6 July 2019")


def test_an_answer_is_in_the_language_of_the_question(sara: User) -> None:
    assert ask(sara, "کمک به مردم غزه").quotes[0] in GAZA_FA.text
    assert ask(sara, LIBYA).quotes[0] in LIBYA_EN.text


@pytest.mark.parametrize(
    ("words", "code"),
    [("hello", "en"), ("thanks", "en"), ("Thank you!", "en"), ("سلام", "fa"), ("مرسی!", "fa")],
)
def test_a_few_words_that_ask_nothing_get_help(
    words: str, code: Language, api: BotApi, gazetteer: Gazetteer
) -> None:
    say = Wording(code, gazetteer)
    told = ask(api.user("Reader", language_code=code), words)
    assert told.text == say("too-short", example=say("example-1"))


def test_nothing_found_offers_the_nearest_calls(sara: User, english: Wording) -> None:
    told = ask(sara, "What did Macron say about Taiwan?")
    assert told.text.startswith(english("nothing-found"))
    assert told.button_texts
    assert all("Macron" in text for text in told.button_texts[:1])
    assert toast(sara, told, told.button_texts[0]) == ""
    assert sara.next_message().quotes


def test_a_question_goes_on_from_the_last_until_another_is_asked(sara: User) -> None:
    ask(sara, "What did Putin and Erdogan say about Libya?")
    assert "spoke on 9 April 2021" in ask(sara, "when was that?").text
    ask(sara, "aid for the people of Gaza")
    assert "spoke on 4 April 2024" in ask(sara, "when was that?").text


def test_what_the_bot_is_made_of(maryam: User) -> None:
    lines = ask(maryam, "/about").text.split("\n\n")
    assert lines[0] == "در اینجا ۴ تماس در ۷ متن گرد آمده است، از ۱۵ تیر ۱۳۹۸ تا ۱۶ فروردین ۱۴۰۳."
    assert lines[1].startswith("منتشرکنندگان: کرملین، کاخ سفید")
    assert lines[2].startswith("یکی از متن‌ها خلاصه‌ای است")
    assert len(lines) == 4


def test_all_that_is_known_can_be_forgotten(sara: User, people: People, english: Wording) -> None:
    ask(sara, "/subscribe Libya")
    ask(sara, LIBYA)
    assert people.chat(sara.id).language == "en"
    warning = ask(sara, "/forget")
    assert warning.text == english("forget-ask")
    assert people.last_question(sara.id)
    assert toast(sara, warning, english("forget-yes")) == ""
    assert sara.wait_for().text == english("forgotten")
    assert people.chat(sara.id) == Chat(sara.id)
    assert people.subscriptions(sara.id) == []
    assert people.last_question(sara.id) is None


def test_telegrams_menu_has_the_commands_in_both_languages(
    api: BotApi, gazetteer: Gazetteer
) -> None:
    private, groups = {"type": "all_private_chats"}, {"type": "all_group_chats"}
    assert wait_until(lambda: len(api.calls("setMyShortDescription")) == 2)
    for code, language in (("", "en"), ("fa", "fa")):
        say = Wording("fa" if language == "fa" else "en", gazetteer)
        for scope, names in ((private, COMMANDS), (groups, IN_GROUPS)):
            menu = call(api, "getMyCommands", scope=scope, language_code=code)["result"]
            assert [item["command"] for item in menu] == list(names)
            assert [item["description"] for item in menu] == [say(f"command-{n}") for n in names]
        told = call(api, "getMyDescription", language_code=code)["result"]["description"]
        assert told == say("description")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_command(language: Language, gazetteer: Gazetteer) -> None:
    named = set(re.findall(r"/([a-z]+)", Wording(language, gazetteer)("help")))
    assert named == {*COMMANDS, *IN_GROUPS, "start"}


def test_every_command_of_the_menu_is_answered(sara: User, english: Wording) -> None:
    for name in COMMANDS:
        assert ask(sara, f"/{name}").text != english("unknown-command")


def test_who_asks_too_much_is_told_once(archive: Archive, english: Wording) -> None:
    with chatting(archive, answers_a_minute=2) as api:
        sara, reza = api.user("Sara", language_code="en"), api.user("Reza", language_code="en")
        assert ask(sara, LIBYA).quotes
        assert ask(sara, LIBYA).quotes
        slower = ask(sara, LIBYA)
        assert re.fullmatch(
            r"That was many questions at once\. Please wait \d+ seconds?\.", slower.text
        )
        sara.say(LIBYA)
        sara.expect_silence(0.3)
        assert ask(reza, LIBYA).quotes
        assert ask(sara, "/help").text == english("help")
