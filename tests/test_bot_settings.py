"""Settings of the running bot: each is checked at the start, and no secret is ever shown."""

from pathlib import Path

import pytest

from bot.settings import Settings
from index.errors import SettingsError

URL = "https://calls.example.org/updates"
SECRET = "a-SECRET_of-mine"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, without a .env file."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"LEADER_CALLS_{name}", value)
    return Settings.read()


def mistakes(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(monkeypatch, **values)
    return str(caught.value).split("\n")


def test_a_bot_needs_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch)
    assert (settings.listen, settings.webhook_url, settings.admins) == ("", "", frozenset())
    assert settings.webhook_secret.get_secret_value() == ""
    assert (settings.log, settings.log_level) == ("text", "info")
    assert (settings.answers_a_minute, settings.messages_a_second) == (20, 25)


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    web = {"LISTEN": "127.0.0.1:8080", "WEBHOOK_URL": URL, "WEBHOOK_SECRET": SECRET}
    rest = {
        "LOG": "JSON",
        "LOG_LEVEL": "Warning",
        "ADMINS": "12, 34,",
        "MESSAGES_A_SECOND": "0.5e1",
    }
    settings = read(monkeypatch, **web, **rest, ANSWERS_A_MINUTE="3")
    assert (settings.listen, settings.webhook_url) == ("127.0.0.1:8080", URL)
    assert settings.webhook_secret.get_secret_value() == SECRET
    assert (settings.log, settings.log_level) == ("json", "warning")
    assert settings.admins == {12, 34}
    assert (settings.answers_a_minute, settings.messages_a_second) == (3, 5)


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "[::1]:80", "localhost:0", "0.0.0.0:65535"])
def test_an_address_to_listen_on(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, LISTEN=address).listen == address


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("LISTEN", "8080", "must be an address and a port, like 127.0.0.1:8080"),
        ("LISTEN", ":8080", "must be an address and a port"),
        ("LISTEN", "127.0.0.1:65536", "must be an address and a port"),
        ("LISTEN", "http://127.0.0.1:80", "must be an address and a port"),
        ("LOG", "xml", "input should be 'text' or 'json'"),
        ("LOG_LEVEL", "loud", "input should be 'debug', 'info'"),
        ("ADMINS", "@sara", "must be Telegram user ids with commas between them"),
        ("ADMINS", "[12]", "must be Telegram user ids with commas between them"),
        ("ANSWERS_A_MINUTE", "0", "input should be greater than or equal to 1"),
        ("MESSAGES_A_SECOND", "31", "input should be less than or equal to 30"),
        ("MESSAGES_A_SECOND", "nan", "input should be less than or equal to 30"),
    ],
)
def test_a_mistake_is_a_line_with_its_value(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = mistakes(monkeypatch, **{name: value})
    assert line.startswith(f"LEADER_CALLS_{name} {value!r}: {reason}")


@pytest.mark.parametrize(
    "url",
    [
        "calls.example.org",
        "http://calls.example.org/",
        "ftp://127.0.0.1/",
        "https://",
        "https://[/",
    ],
)
def test_telegram_calls_only_what_is_encrypted(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = mistakes(monkeypatch, LISTEN="127.0.0.1:80", WEBHOOK_SECRET=SECRET, WEBHOOK_URL=url)
    assert "must begin with https://" in line


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "http://[::1]:8080", "https://a.org"])
def test_a_webhook_needs_an_address_and_a_secret(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    listen, secret = (
        mistakes(monkeypatch, WEBHOOK_URL=url),
        "LEADER_CALLS_WEBHOOK_SECRET: is needed",
    )
    assert len(listen) == 1
    assert "needs LEADER_CALLS_LISTEN" in listen[0]
    assert mistakes(monkeypatch, LISTEN="127.0.0.1:80")[0].startswith(secret)
    assert read(monkeypatch, WEBHOOK_SECRET=SECRET).webhook_url == url


def test_a_webhook_leaves_the_servers_own_paths_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    web = {"LISTEN": "127.0.0.1:80", "WEBHOOK_SECRET": SECRET}
    (line,) = mistakes(monkeypatch, **web, WEBHOOK_URL="https://a.org/metrics")
    assert "choose another" in line


@pytest.mark.parametrize("secret", ["not safe", "geheimniß", "x" * 257])
def test_a_wrong_secret_is_not_shown(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = mistakes(monkeypatch, WEBHOOK_SECRET=secret)
    assert line.startswith("LEADER_CALLS_WEBHOOK_SECRET: must be 1 to 256")
    assert secret not in line


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, WEBHOOK_SECRET=SECRET)
    assert not [t for t in (repr(settings), settings.model_dump_json()) if SECRET in t]
