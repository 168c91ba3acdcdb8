"""A small web server beside the bot, in its event loop: health, metrics and Telegram's webhook."""

import asyncio
import hmac
import json
import logging
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeAlias, cast
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import Application
from tornado.httpserver import HTTPServer
from tornado.routing import PathMatches, Rule
from tornado.web import Application as Pages
from tornado.web import HTTPError, RequestHandler

from bot.metrics import Metrics
from bot.sending import patiently, seconds
from bot.settings import Settings
from index.errors import LeaderCallsError, SettingsError

log = logging.getLogger(__name__)

BODY_BYTES = 1024 * 1024
CHECK_SECONDS = 5.0
# How many updates Telegram may send at once; it waits for an answer to each.
CONNECTIONS = 40
LONGEST_PAUSE_SECONDS = 30.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
Check: TypeAlias = Callable[[], Awaitable[str]]
"""Says why the bot is not ready, or "" when it is."""
Bot: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


@dataclass(frozen=True)
class Webhook:
    """Where updates arrive, what proves that they are Telegram's, and who works on them."""

    path: str
    secret: str
    application: Bot

    @classmethod
    def of(cls, application: Bot, settings: Settings) -> "Webhook | None":
        """The webhook of the settings, or None where updates are polled."""
        if not settings.webhook_url:
            return None
        path = urlsplit(settings.webhook_url).path or "/"
        return cls(path, settings.webhook_secret.get_secret_value(), application)

    def knows(self, secret: str) -> bool:
        """Whether a secret is the right one, in the same time whether it is or not."""
        return hmac.compare_digest(secret.encode(), self.secret.encode())

    async def take(self, body: bytes) -> None:
        """Queue the update of a request.

        Raises:
            ValueError: the body is no update.
        """
        bot = self.application.bot
        try:
            update = Update.de_json(json.loads(body), bot)
        except (AttributeError, KeyError, TypeError, RecursionError, ValueError) as error:
            # Without its cause, which may quote what someone wrote.
            raise ValueError(f"no update: {type(error).__name__}") from None
        await self.application.update_queue.put(update)


class WebServer:
    """Answers on one address until it is stopped::

        async with WebServer("127.0.0.1:8080", checks, metrics, webhook): ...

    GET /healthz says that the event loop works, /readyz that every check passes (503 and a JSON
    object of what is wrong otherwise), /metrics what happened. Updates are posted to the webhook.

    Args:
        listen: host and port; port 0 takes a free one, `port` tells which.
    """

    def __init__(
        self,
        listen: str,
        checks: Mapping[str, Check],
        metrics: Metrics,
        webhook: Webhook | None = None,
    ) -> None:
        self.listen = listen
        host, _, port = listen.rpartition(":")
        self._host, self.port = host.strip("[]"), int(port)
        rules = [
            Rule(PathMatches("/healthz"), _Health),
            Rule(PathMatches("/readyz"), _Readiness, {"checks": checks}),
            Rule(PathMatches("/metrics"), _Figures, {"metrics": metrics}),
        ]
        if webhook:
            rules.append(Rule(_Exactly(webhook.path), _Updates, {"webhook": webhook}))
        # Probes come every few seconds: nothing is logged of requests that went well.
        pages = Pages(cast(Any, rules), log_function=lambda handler: None)
        self._server = HTTPServer(pages, max_body_size=BODY_BYTES, max_buffer_size=2 * BODY_BYTES)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            SettingsError: the address cannot be listened on.
        """
        try:
            listening = _listen(self._host, self.port)
        except OSError as error:
            raise SettingsError(
                f"LEADER_CALLS_LISTEN {self.listen!r}: {error.strerror}; "
                "end what listens there, or set another address or port"
            ) from error
        self.port = listening.getsockname()[1]
        self._server.add_socket(listening)
        log.info("listening on %s, port %d", self._host, self.port)

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        self._server.stop()
        await self._server.close_all_connections()


async def set_webhook(application: Bot, settings: Settings, allowed_updates: Sequence[str]) -> None:
    """Tell Telegram where to send updates; tried until it can be reached.

    Raises:
        InvalidToken: Telegram does not know the token.
        SettingsError: Telegram refuses the address.
    """
    pause = 1.0
    while True:
        try:
            await application.bot.set_webhook(
                settings.webhook_url,
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=allowed_updates,
                max_connections=CONNECTIONS,
            )
        except BadRequest as error:
            raise SettingsError(
                f"LEADER_CALLS_WEBHOOK_URL {settings.webhook_url!r}: Telegram refuses it "
                f"({error.message}); see https://core.telegram.org/bots/api#setwebhook"
            ) from error
        except (NetworkError, RetryAfter) as error:
            pause = max(pause, _wait_of(error))
            log.warning("the webhook is not set yet, again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        else:
            return


async def delete_webhook(application: Bot) -> None:
    """Have updates wait for the next poll; none is lost.

    Raises:
        TelegramError: it cannot be reached, or does not know the token.
    """
    await patiently(application.bot.delete_webhook)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Tornado's own function leaves one open where it fails."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family, backlog=128)
    made.setblocking(False)
    return made


def _wait_of(error: NetworkError | RetryAfter) -> float:
    return seconds(error.retry_after) if isinstance(error, RetryAfter) else 0.0


class _Exactly(PathMatches):
    """Matches one path, letter for letter."""

    def __init__(self, path: str) -> None:
        super().__init__(re.compile(re.escape(path) + "$"))


class _Health(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain")
        self.finish("ok")


class _Readiness(RequestHandler):
    def initialize(self, checks: Mapping[str, Check]) -> None:
        self.checks = checks

    async def get(self) -> None:
        found = await asyncio.gather(*map(_outcome, self.checks.values()))
        wrong = {name: why for name, why in zip(self.checks, found, strict=True) if why}
        if wrong:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
        self.finish({"ready": not wrong, "wrong": wrong})


class _Figures(RequestHandler):
    def initialize(self, metrics: Metrics) -> None:
        self.metrics = metrics

    def get(self) -> None:
        self.set_header("Content-Type", self.metrics.content_type)
        self.finish(self.metrics.text())


class _Updates(RequestHandler):
    def initialize(self, webhook: Webhook) -> None:
        self.webhook = webhook

    async def post(self) -> None:
        if not self.webhook.knows(self.request.headers.get(SECRET_HEADER, "")):
            log.warning("refused a request to the webhook: it has not the secret")
            raise HTTPError(HTTPStatus.FORBIDDEN)
        try:
            await self.webhook.take(self.request.body)
        except ValueError as error:
            log.error("refused a request to the webhook: %s", error)
            raise HTTPError(HTTPStatus.BAD_REQUEST) from None


async def _outcome(check: Check) -> str:
    """What a check says; one that fails or hangs is not passed either."""
    try:
        return await asyncio.wait_for(check(), CHECK_SECONDS)
    except TimeoutError:
        return f"no answer in {CHECK_SECONDS:.0f} s"
    except LeaderCallsError as error:
        return str(error)
    except Exception as error:
        log.exception("a check failed")
        return type(error).__name__
