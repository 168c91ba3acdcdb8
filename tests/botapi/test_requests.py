"""How requests come in, and what is refused before a method sees them."""

from __future__ import annotations

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    InvalidToken,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, call, refusal
from tests.botapi.methods import METHODS
from tests.botapi.params import PARAMETERS


async def test_bot_knows_itself(bot: Bot) -> None:
    assert bot.username == "leader_calls_bot"
    assert bot.supports_inline_queries


async def test_wrong_token_is_unauthorized(api: BotApi) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{api.base_url}1:OTHER/getMe")
    assert (answer.status_code, answer.json()["description"]) == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        async with Bot("1:OTHER", base_url=api.base_url):
            pass


def test_unknown_method_is_not_found(api: BotApi) -> None:
    answer = call(api, "sendTelepathy")
    assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
def test_parameters_come_in_every_way(api: BotApi, sara: User, way: str) -> None:
    url, given = f"{api.base_url}{TOKEN}/SENDmessage", {"chat_id": str(sara.id), "text": "سلام"}
    answers = {
        "query": lambda: httpx.get(url, params=given),
        "form": lambda: httpx.post(url, data=given),
        "multipart": lambda: httpx.post(url, files={k: (None, v) for k, v in given.items()}),
        "json": lambda: httpx.post(url, json=given),
    }
    assert answers[way]().json()["result"]["text"] == "سلام"
    assert api.calls("sendMessage")[0].params == {"chat_id": sara.id, "text": "سلام"}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"txt": "a"}, 'unknown parameter "txt" of sendMessage'),
        ({"text": 1}, 'parameter "text" must be a String'),
        ({"chat_id": 1.5}, 'parameter "chat_id" must be an Integer'),
        ({"chat_id": "many"}, 'parameter "chat_id" must be an Integer'),
        ({"protect_content": "yes"}, 'parameter "protect_content" must be a Boolean'),
        ({"entities": "[{"}, 'can\'t parse parameter "entities" as JSON'),
        ({"entities": {}}, 'parameter "entities" must be an Array'),
        ({"reply_markup": []}, 'parameter "reply_markup" must be an Object'),
        ({"text": "\ud83d"}, "strings must be encoded in UTF-8"),
    ],
)
def test_wrong_parameters_are_refused(api: BotApi, params: dict[str, object], reason: str) -> None:
    assert reason in refusal(api, "sendMessage", **params)


def test_waiting_for_a_call(api: BotApi) -> None:
    call(api, "getMe")
    assert api.wait_for_call("getMe", lambda found: found.params == {}).method == "getMe"
    refusal(api, "sendMessage")
    with pytest.raises(AssertionError, match=r"no such sendMessage in 0.05 s; refused: .*is empty"):
        api.wait_for_call("sendMessage", timeout=0.05)


def test_taken_port_is_an_error(api: BotApi) -> None:
    with pytest.raises(OSError, match="in use"):
        BotApi(TOKEN, port=api.port).start()


def test_broken_json_is_refused(api: BotApi) -> None:
    headers = {"content-type": "application/json"}
    answer = httpx.post(f"{api.base_url}{TOKEN}/getMe", content=b"[1", headers=headers)
    assert answer.json()["description"] == "Bad Request: can't parse JSON object"


def test_every_method_has_its_parameters() -> None:
    assert {*METHODS, "getUpdates", "setWebhook", "deleteWebhook"} == set(PARAMETERS)


def test_failure_of_the_server_itself_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(METHODS, "getMe")
    with pytest.raises(KeyError), BotApi(TOKEN) as api:
        assert call(api, "getMe")["error_code"] == 500


def test_logged_out_bot_is_refused(api: BotApi) -> None:
    assert call(api, "close")["result"] is True
    assert call(api, "logOut")["result"] is True
    assert refusal(api, "getMe") == "Logged out"
