"""Settings of the bot: those of the archive, and Telegram's."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode

from index.settings import ArchiveSettings

TELEGRAM = "https://api.telegram.org"
# What the web server answers itself, whatever the webhook's address is.
OWN_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ADDRESS = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(?P<port>[0-9]{1,5})")
_LAST_PORT = 65535


def _http_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    return value.rstrip("/")


def _listen_address(value: str) -> str:
    found = _ADDRESS.fullmatch(value)
    if value and not (found and int(found["port"]) <= _LAST_PORT):
        raise ValueError("must be an address and a port, like 127.0.0.1:8080")
    return value


def _user_ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    words = [word.strip() for word in value.split(",") if word.strip()]
    if not all(word.isdecimal() for word in words):
        raise ValueError("must be Telegram user ids with commas between them, like 12345,67890")
    return frozenset(map(int, words))


def _any_case(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _is_public_or_loopback(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises where it is none
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    )


class Settings(ArchiveSettings):
    """All settings, each read from `LEADER_CALLS_` and its name in capitals."""

    token: SecretStr = Field(SecretStr(""), description="the bot's token, from @BotFather")
    api: Annotated[str, AfterValidator(_http_address)] = Field(
        TELEGRAM, description="address of the Bot API server"
    )
    listen: Annotated[str, AfterValidator(_listen_address)] = Field(
        "", description="address and port of health, metrics and webhook; no web server when empty"
    )
    webhook_url: str = Field(
        "", description="where Telegram reaches the web server; updates are polled when empty"
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""), validate_default=True, description="what proves that Telegram is calling"
    )
    log: Annotated[Literal["text", "json"], BeforeValidator(_any_case)] = Field(
        "text", description="form of the log: lines of text, or a JSON object a line"
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], BeforeValidator(_any_case)
    ] = Field("info", description="what is logged, and all that is worse")
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_user_ids)] = Field(
        frozenset(), description="Telegram ids of the users who may administer the bot"
    )
    watch: bool = Field(False, description="look at the sources of new calls while the bot runs")
    answers_a_minute: int = Field(
        20, ge=1, description="questions that one user may ask in a minute"
    )
    messages_a_second: float = Field(
        25, ge=1, le=30, description="messages that are sent in a second, all chats together"
    )

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr) -> SecretStr:
        number, _, secret = value.get_secret_value().partition(":")
        if value.get_secret_value() and not (number.isdigit() and secret):
            raise ValueError("is no bot token: it looks like 123456:ABC…, copy it from @BotFather")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _can_be_called(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            return value
        if not _is_public_or_loopback(value):
            raise ValueError("must begin with https:// (http:// only on 127.0.0.1)")
        if urlsplit(value).path in OWN_PATHS:
            raise ValueError("ends in a path that the web server needs itself: choose another")
        if info.data.get("listen") == "":
            raise ValueError("needs LEADER_CALLS_LISTEN, the address that the requests arrive at")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        secret = value.get_secret_value()
        if secret and not _SECRET.fullmatch(secret):
            raise ValueError("must be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -")
        if not secret and info.data.get("webhook_url"):
            raise ValueError(
                "is needed with LEADER_CALLS_WEBHOOK_URL: set one, as `openssl rand -hex 32` makes"
            )
        return value
