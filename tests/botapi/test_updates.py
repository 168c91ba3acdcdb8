"""Long polling and webhooks."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
import time
from collections.abc import Iterator

import pytest
from telegram import Bot, Update
from telegram.error import (
    Conflict,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN, call, refusal, updates, wait_until


async def test_long_poll_waits_for_an_update(bot: Bot, sara: User) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    sara.say("now")
    (update,) = await asyncio.wait_for(waiting, 1)
    assert update.message
    assert update.message.text == "now"


async def test_long_poll_ends_with_nothing(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


def test_offset_confirms_and_limit_cuts(api: BotApi, sara: User) -> None:
    for text in "abcd":
        sara.say(text)
    first = updates(api, limit=1)[0]["update_id"]
    assert [u["update_id"] for u in updates(api)] == [first, first + 1, first + 2, first + 3]
    assert [u["message"]["text"] for u in updates(api, offset=first + 2)] == ["c", "d"]
    assert [u["message"]["text"] for u in updates(api, offset=-1)] == ["d"]
    assert updates(api, offset=first + 4) == []


def test_allowed_updates_drop_other_kinds(api: BotApi, sara: User) -> None:
    updates(api, allowed_updates=["my_chat_member"])
    sara.say("unheard")
    sara.block()
    assert [u["my_chat_member"]["new_chat_member"]["status"] for u in updates(api)] == ["kicked"]
    updates(api, allowed_updates=[], offset=-1)
    sara.unblock()
    sara.say("heard")
    assert "message" in updates(api)[-1]


async def test_second_poll_ends_the_first_with_a_conflict(
    api: BotApi, bot: Bot, sara: User
) -> None:
    async with Bot(TOKEN, base_url=api.base_url) as other:
        first = asyncio.create_task(bot.get_updates(timeout=10))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(other.get_updates(timeout=10))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        sara.say("to the second")
        assert len(await second) == 1


class Hook(http.server.BaseHTTPRequestHandler):
    """Receives a webhook; the first post fails."""

    got: list[tuple[str | None, Update]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        secret = self.headers["X-Telegram-Bot-Api-Secret-Token"]
        self.got.append((secret, Update.de_json(body)))
        self.send_response(500 if len(self.got) == 1 else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[str | None, Update]]]]:
    Hook.got = []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", Hook.got
        server.shutdown()
        thread.join()


async def test_webhook_posts_until_it_is_taken(
    bot: Bot, sara: User, hook: tuple[str, list[tuple[str | None, Update]]]
) -> None:
    url, got = hook
    await bot.set_webhook(url, secret_token="s-1", allowed_updates=["message"])
    sara.say("one")
    sara.say("two")
    taken = await asyncio.to_thread(wait_until, lambda: len(got) == 3)
    assert taken, got
    assert {secret for secret, _ in got} == {"s-1"}
    assert [update.message.text for _, update in got if update.message] == ["one", "one", "two"]
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == (url, ("message",))
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    sara.say("three")
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["three"]


async def test_webhook_out_of_reach_is_reported(api: BotApi, bot: Bot, sara: User) -> None:
    await bot.set_webhook("http://127.0.0.1:9/none", drop_pending_updates=True)
    sara.say("one")
    reached = await asyncio.to_thread(
        wait_until, lambda: "last_error_date" in call(api, "getWebhookInfo")["result"]
    )
    assert reached
    info = await bot.get_webhook_info()
    assert str(info.last_error_message).startswith("Connection failed: Cannot connect")
    assert info.pending_update_count == 1


def test_webhook_needs_https_and_a_plain_secret(api: BotApi) -> None:
    assert "An HTTPS URL must be provided" in refusal(api, "setWebhook", url="http://example.org")
    wrong = refusal(api, "setWebhook", url="https://example.org", secret_token="a b")
    assert wrong == "Bad Request: secret token contains unallowed characters"


def test_dropping_pending_updates(api: BotApi, sara: User) -> None:
    sara.say("old")
    assert call(api, "getWebhookInfo")["result"]["pending_update_count"] == 1
    call(api, "deleteWebhook", drop_pending_updates=True)
    assert updates(api) == []
