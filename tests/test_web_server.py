"""The web server, over HTTP: health, readiness, figures, and Telegram's webhook."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from telegram import Update
from telegram.ext import Application

from bot import web
from bot.metrics import Metrics
from bot.ready import checks_of
from bot.settings import Settings
from bot.web import (
    BODY_BYTES,
    SECRET_HEADER,
    Bot,
    Check,
    Webhook,
    WebServer,
    delete_webhook,
    set_webhook,
)
from index.archive import Archive
from index.errors import SettingsError, StoreError
from tests.botapi import BotApi
from tests.botapi.client import TOKEN

SECRET = "a-SECRET"
KINDS = [Update.MESSAGE, Update.CALLBACK_QUERY]


@pytest.fixture(autouse=True)
def _timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    with BotApi(TOKEN) as server:
        yield server


@pytest.fixture
async def application(api: BotApi) -> AsyncIterator[Bot]:
    """A bot that is connected but takes no updates yet."""
    builder = Application.builder().token(TOKEN).base_url(api.base_url).updater(None)
    async with builder.build() as made:
        yield made


@pytest.fixture
async def hooked(application: Bot) -> AsyncIterator[WebServer]:
    """A server with a webhook at /updates."""
    webhook = Webhook("/updates", SECRET, application)
    async with WebServer("127.0.0.1:0", {}, Metrics(), webhook) as server:
        yield server


def settings_for(server: WebServer, url: str = "") -> Settings:
    return Settings(
        token=SecretStr(TOKEN),
        listen=f"127.0.0.1:{server.port}",
        webhook_url=url or f"http://127.0.0.1:{server.port}/updates",
        webhook_secret=SecretStr(SECRET),
    )


async def ask(server: WebServer, path: str) -> httpx.Response:
    async with httpx.AsyncClient(verify=False) as client:
        return await client.get(f"http://127.0.0.1:{server.port}{path}")


async def post(server: WebServer, body: bytes, secret: bytes | None = SECRET.encode()) -> int:
    headers = {SECRET_HEADER.encode(): secret} if secret is not None else {}
    async with httpx.AsyncClient(verify=False) as client:
        url = f"http://127.0.0.1:{server.port}/updates"
        return (await client.post(url, content=body, headers=headers)).status_code


def check(outcome: str | Exception) -> Check:
    async def checked() -> str:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return checked


async def test_health_figures_and_nothing_else() -> None:
    metrics = Metrics()
    metrics.answered("found")
    async with WebServer("127.0.0.1:0", {}, metrics) as server:
        health, figures = await ask(server, "/healthz"), await ask(server, "/metrics")
        assert (health.status_code, health.text) == (200, "ok")
        assert 'leader_calls_answers_total{outcome="found"} 1.0' in figures.text
        assert figures.headers["content-type"] == metrics.content_type
        assert (await ask(server, "/updates")).status_code == 404


async def test_it_is_ready_when_every_check_passes() -> None:
    checks = {"store": check(""), "snapshot": check("")}
    async with WebServer("127.0.0.1:0", checks, Metrics()) as server:
        answer = await ask(server, "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "wrong": {}})


async def test_it_names_all_that_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hangs() -> str:
        await asyncio.Event().wait()
        return ""

    monkeypatch.setattr(web, "CHECK_SECONDS", 0.1)
    checks: Mapping[str, Check] = {
        "fine": check(""),
        "late": check("stopped 70 s ago"),
        "broken": check(StoreError("the disk is gone")),
        "buggy": check(KeyError("what someone wrote")),
        "hanging": hangs,
    }
    async with WebServer("127.0.0.1:0", checks, Metrics()) as server:
        answer = await ask(server, "/readyz")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == {
        "late": "stopped 70 s ago",
        "broken": "the disk is gone",
        "buggy": "KeyError",
        "hanging": "no answer in 0 s",
    }


async def test_the_bots_own_checks(application: Bot, archive: Archive, tmp_path: Path) -> None:
    heartbeat = tmp_path / "heartbeat"
    checks = checks_of(application, archive, heartbeat, lambda: 1000.0, polls=False)
    polling = checks_of(application, archive, heartbeat, lambda: 1000.0, polls=True)

    async def outcomes() -> dict[str, str]:
        return {name: await look() for name, look in checks.items()}

    before = await outcomes()
    assert before["updates"] == "the application does not run"
    assert before["heartbeat"] == "has not beaten yet"
    heartbeat.touch()
    os.utime(heartbeat, (930, 930))
    await application.start()
    assert (await outcomes())["heartbeat"] == "stopped 70 s ago"
    assert await polling["updates"]() == "updates are not polled"
    os.utime(heartbeat, (950, 950))
    assert set((await outcomes()).values()) == {""}
    await application.stop()


async def test_a_store_that_is_gone_is_not_ready(
    application: Bot, archive: Archive, tmp_path: Path
) -> None:
    checks = checks_of(application, archive, tmp_path / "none", lambda: 0.0, polls=False)
    archive.store.close()
    os.remove(tmp_path / "store.db")
    async with WebServer("127.0.0.1:0", checks, Metrics()) as server:
        answer = await ask(server, "/readyz")
    assert "no such table" in answer.json()["wrong"]["store"]


async def test_telegram_delivers_to_the_webhook(
    api: BotApi, application: Bot, hooked: WebServer
) -> None:
    await set_webhook(application, settings_for(hooked), KINDS)
    asked = api.user("Sara").say("What about Libya?")
    async with asyncio.timeout(10):
        update = await application.update_queue.get()
    assert isinstance(update, Update)
    assert update.message
    assert update.message.message_id == asked.id
    assert update.message.get_bot() is application.bot
    (call,) = api.calls("setWebhook")
    assert (call.params["secret_token"], call.params["allowed_updates"]) == (SECRET, KINDS)
    await delete_webhook(application)
    assert (await application.bot.get_webhook_info()).url == ""


async def test_a_webhook_is_set_as_soon_as_telegram_can_be_reached(
    api: BotApi, application: Bot, hooked: WebServer
) -> None:
    api.fault("setWebhook", 429, retry_after=1)
    await set_webhook(application, settings_for(hooked), KINDS)
    assert (len(api.refused("setWebhook")), len(api.calls("setWebhook"))) == (1, 1)


async def test_an_address_that_telegram_refuses_is_one_line(
    api: BotApi, application: Bot, hooked: WebServer
) -> None:
    api.fault("setWebhook", 400, description="Bad Request: bad webhook: no such host")
    with pytest.raises(SettingsError, match=r"LEADER_CALLS_WEBHOOK_URL 'http.*no such host"):
        await set_webhook(application, settings_for(hooked), KINDS)


async def test_an_address_of_another_machine_is_one_line() -> None:
    with pytest.raises(SettingsError, match=r"LEADER_CALLS_LISTEN '203\.0\.113\.1:80'"):
        await WebServer("203.0.113.1:80", {}, Metrics()).start()


@pytest.mark.parametrize("secret", [None, b"", b"a-secret", SECRET.encode() + b"x", b"\xff"])
async def test_who_does_not_know_the_secret_is_refused(
    secret: bytes | None, application: Bot, hooked: WebServer
) -> None:
    assert await post(hooked, b'{"update_id": 1}', secret) == 403
    assert application.update_queue.empty()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"3", b"{}", b'{"update_id": 1, "message": 7}', b"\xff", b"[" * 9999]
)
async def test_what_is_no_update_is_refused(
    body: bytes, application: Bot, hooked: WebServer
) -> None:
    assert await post(hooked, body) == 400
    assert application.update_queue.empty()
    assert await post(hooked, b'{"update_id": 1}') == 200
    assert application.update_queue.qsize() == 1


async def test_a_body_that_is_too_long_is_not_even_read(hooked: WebServer) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", hooked.port)
    writer.write(b"POST /updates HTTP/1.1\r\nHost: x\r\n")
    writer.write(f"Content-Length: {BODY_BYTES + 1}\r\n\r\n".encode())
    assert b" 400 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize("url", ["https://a.org/a.b/c", "https://a.org/a.b/c?d=e"])
async def test_the_webhook_answers_at_its_path_only(url: str, application: Bot) -> None:
    taken = Settings(listen="127.0.0.1:1", webhook_url=url, webhook_secret=SecretStr(SECRET))
    webhook = Webhook.of(application, taken)
    assert webhook
    assert webhook.path == "/a.b/c"
    assert Webhook.of(application, Settings()) is None
    async with WebServer("127.0.0.1:0", {}, Metrics(), webhook) as server:
        assert (await ask(server, "/a.b/c")).status_code == 405
        assert (await ask(server, "/aXb/c")).status_code == 404


async def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(SettingsError, match=f"LEADER_CALLS_LISTEN '{listen}': Address already"):
            await WebServer(listen, {}, Metrics()).start()


async def test_it_can_be_started_again_where_it_was_stopped() -> None:
    async with WebServer("127.0.0.1:0", {}, Metrics()) as server:
        await ask(server, "/healthz")
    async with WebServer(f"127.0.0.1:{server.port}", {}, Metrics()) as again:
        assert (await ask(again, "/healthz")).text == "ok"
