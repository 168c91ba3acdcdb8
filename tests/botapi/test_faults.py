"""Trouble on demand: errors, lost answers, cut connections, flood control."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta

import httpx
import pytest
import telegram
from telegram import Bot
from telegram.error import (
    BadRequest,
    Forbidden,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from tests.botapi import BotApi, User
from tests.botapi.client import TOKEN


async def test_errors_on_demand(api: BotApi, bot: Bot, sara: User) -> None:
    api.fault("sendMessage", 429, retry_after=2)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(sara.id, "a")
    assert caught.value.retry_after == timedelta(seconds=2)
    api.fault("sendMessage", 500, times=2)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await bot.send_message(sara.id, "a")
    api.fault(status=502)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(sara.id, "a")
    api.fault("sendMessage", 403)
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(sara.id, "a")
    api.fault("sendMessage", 400, description="Bad Request: TOPIC_CLOSED")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(sara.id, "a")
    assert (await bot.send_message(sara.id, "b")).text == "b"
    assert len(sara.messages) == 1


def test_bad_gateway_answers_html(api: BotApi) -> None:
    api.fault(status=502)
    answer = httpx.get(f"{api.base_url}{TOKEN}/getMe")
    assert (answer.status_code, answer.text[:6]) == (502, "<html>")


async def test_fault_hits_one_method_and_one_chat(api: BotApi, bot: Bot, sara: User) -> None:
    ali = api.user("Ali")
    api.fault("sendMessage", 500, chat=ali)
    await bot.send_chat_action(ali.id, "typing")
    await bot.send_message(sara.id, "a")
    with pytest.raises(NetworkError):
        await bot.send_message(ali.id, "a")
    await bot.send_message(ali.id, "a")


@pytest.mark.parametrize("done", [False, True])
async def test_answers_that_never_come(api: BotApi, bot: Bot, sara: User, done: bool) -> None:
    api.fault("sendMessage", how="hang", done=done)
    with pytest.raises(TimedOut):
        await bot.send_message(sara.id, "a", read_timeout=0.2)
    assert len(sara.messages) == done


@pytest.mark.parametrize("done", [False, True])
async def test_connections_cut(api: BotApi, bot: Bot, sara: User, done: bool) -> None:
    api.fault("sendMessage", how="cut", done=done)
    with pytest.raises(NetworkError, match=r"disconnected|ReadError"):
        await bot.send_message(sara.id, "a")
    assert len(sara.messages) == done
    await bot.send_message(sara.id, "b")


def test_hanging_request_does_not_hold_the_server_up() -> None:
    with BotApi(TOKEN) as api:
        api.fault("getMe", how="hang")
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{api.base_url}{TOKEN}/getMe", timeout=0.1)
        api.fault("getMe", how="hang")
        failed: list[Exception] = []
        thread = threading.Thread(target=lambda: failed.append(_error_of(api)))
        thread.start()
        time.sleep(0.1)
        began = time.monotonic()
    thread.join()
    assert time.monotonic() - began < 2
    assert isinstance(failed[0], httpx.HTTPError)


def _error_of(api: BotApi) -> Exception:
    try:
        httpx.get(f"{api.base_url}{TOKEN}/getMe", timeout=20)
    except httpx.HTTPError as error:
        return error
    return AssertionError("there was an answer")


async def test_random_faults_repeat_with_their_seed(api: BotApi, bot: Bot, sara: User) -> None:
    async def outcomes() -> list[str]:
        api.random_faults({"429": 0.1, "500": 0.1, "403": 0.1, "lost": 0.1}, seed=1)
        names = []
        for n in range(60):
            try:
                await bot.send_message(sara.id, str(n))
                names.append("ok")
            except (NetworkError, Forbidden, RetryAfter) as error:
                names.append(type(error).__name__)
        return names

    first = await outcomes()
    assert {"ok", "RetryAfter", "NetworkError", "Forbidden"} == set(first)
    assert await outcomes() == first
    assert await bot.get_me()
    api.clear_faults()
    await bot.send_message(sara.id, "a")
    with pytest.raises(ValueError, match=r"unknown faults \['418'\]"):
        api.random_faults({"418": 1}, seed=1)


async def test_random_faults_can_be_aimed(api: BotApi, bot: Bot, sara: User) -> None:
    api.random_faults({"500": 1.0}, seed=1, methods=["getMe"])
    await bot.send_message(sara.id, "a")
    with pytest.raises(NetworkError):
        await bot.get_me()


async def test_flood_control(api: BotApi, bot: Bot, sara: User) -> None:
    api.limits(per_second=30, per_chat_per_second=1)
    await bot.send_message(sara.id, "1")
    await bot.send_chat_action(sara.id, "typing")
    with pytest.raises(RetryAfter, match="Retry in 0:00:01"):
        await bot.send_message(sara.id, "2")
    assert api.impatient() == []
    with pytest.raises(RetryAfter):
        await bot.send_message(sara.id, "2")
    assert [c.params["text"] for c in api.impatient()] == ["2"]
    await asyncio.sleep(1.1)
    await bot.send_message(sara.id, "2")
    others = [api.user(f"User {n}") for n in range(40)]
    sent = await asyncio.gather(
        *(bot.send_message(user.id, "x") for user in others), return_exceptions=True
    )
    assert sum(isinstance(result, telegram.Message) for result in sent) == 29
    assert sum(isinstance(result, RetryAfter) for result in sent) == 11
