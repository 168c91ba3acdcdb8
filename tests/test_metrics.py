"""What the bot does is counted, from zero on, without a word of what people write."""

from itertools import count

import pytest
from prometheus_client import CollectorRegistry
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.metrics import Metrics, telegram_code
from tests.botapi import BotApi
from tests.botapi.client import TOKEN


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"leader_calls_{name}", labels)


def test_answers_and_deliveries_are_counted_from_zero() -> None:
    metrics = Metrics()
    assert value(metrics, "answers_total", outcome="fact") == 0
    for _ in range(2):
        metrics.answered("found")
    metrics.delivered("blocked")
    metrics.source_failed("kremlin")
    assert value(metrics, "answers_total", outcome="found") == 2
    assert value(metrics, "deliveries_total", outcome="blocked") == 1
    assert value(metrics, "deliveries_total", outcome="sent") == 0
    assert value(metrics, "source_failures_total", source="kremlin") == 1


def test_a_stage_is_timed_also_when_it_fails() -> None:
    metrics = Metrics(clock=map(float, count()).__next__)
    with metrics.timing("search"):
        pass
    with pytest.raises(KeyError), metrics.timing("search"):
        raise KeyError
    assert value(metrics, "answer_seconds_count", stage="search") == 2
    assert value(metrics, "answer_seconds_sum", stage="search") == 2
    assert value(metrics, "answer_seconds_bucket", stage="search", le="1.0") == 2
    assert value(metrics, "answer_seconds_bucket", stage="search", le="0.5") == 0


def test_what_waits_and_what_is_searched_is_shown() -> None:
    metrics = Metrics()
    metrics.outbox(3, 61.5)
    metrics.searching(108)
    with metrics.working():
        assert value(metrics, "updates_in_progress") == 1
    shown = [value(metrics, name) for name in ("outbox_rows", "outbox_oldest_seconds", "readouts")]
    assert shown == [3, 61.5, 108]
    assert value(metrics, "updates_in_progress") == 0


@pytest.mark.parametrize(
    ("status", "how", "code"),
    [
        (429, "answer", "429"),
        (403, "answer", "403"),
        (400, "answer", "400"),
        (500, "answer", "5xx"),
        (502, "answer", "5xx"),
        (500, "cut", "network"),
        (500, "hang", "timeout"),
    ],
)
async def test_what_telegram_refuses_is_told_apart(
    status: int, how: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    metrics = Metrics()
    with BotApi(TOKEN) as api:
        sara = api.user("Sara")
        async with Bot(TOKEN, base_url=api.base_url) as bot:
            api.fault("sendMessage", status, how=how)  # type: ignore[arg-type]
            with pytest.raises(TelegramError) as caught:
                await bot.send_message(sara.id, "Hello", read_timeout=0.3)
    metrics.telegram_failed(caught.value)
    assert value(metrics, "telegram_errors_total", code=code) == 1


def test_other_errors_have_names_of_their_own() -> None:
    errors = (InvalidToken(), Conflict("two bots"), TelegramError("?"), KeyError())
    assert [telegram_code(error) for error in errors] == ["401", "409", "other", "other"]


def test_two_bots_do_not_mix_and_all_is_shown_as_text() -> None:
    registry = CollectorRegistry()
    first, second = Metrics(registry), Metrics()
    first.answered("limited")
    assert value(second, "answers_total", outcome="limited") == 0
    assert b'leader_calls_answers_total{outcome="limited"} 1.0' in first.text()
    assert b"process_resident_memory_bytes" in first.text()
    assert first.content_type.startswith("text/plain")
