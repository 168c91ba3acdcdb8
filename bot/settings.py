"""Settings of the bot: those of the archive, and Telegram's."""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, field_validator

from index.settings import ArchiveSettings

TELEGRAM = "https://api.telegram.org"


def _http_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("must begin with https:// or http://")
    return value.rstrip("/")


class Settings(ArchiveSettings):
    """All settings, each read from `LEADER_CALLS_` and its name in capitals."""

    token: SecretStr = Field(SecretStr(""), description="the bot's token, from @BotFather")
    api: Annotated[str, AfterValidator(_http_address)] = Field(
        TELEGRAM, description="address of the Bot API server"
    )

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr) -> SecretStr:
        number, _, secret = value.get_secret_value().partition(":")
        if value.get_secret_value() and not (number.isdigit() and secret):
            raise ValueError("is no bot token: it looks like 123456:ABC…, copy it from @BotFather")
        return value
