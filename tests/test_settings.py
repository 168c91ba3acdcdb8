"""Settings: from the environment or a .env file; a mistake is one line, a token is never shown."""

from pathlib import Path

import pytest

from bot.settings import TELEGRAM, Settings
from index.errors import SettingsError
from index.settings import ArchiveSettings

TOKEN = "123456:SECRET-part"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, without a .env file."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def set_all(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"LEADER_CALLS_{name}", value)


def test_nothing_has_to_be_set() -> None:
    settings = Settings.read()
    assert settings.home.name == "leader-calls"
    assert settings.database_url == f"sqlite:///{settings.home}/leader-calls.db"
    assert (settings.model, settings.starter, settings.api) == ("", True, TELEGRAM)
    assert settings.token.get_secret_value() == ""


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, HOME="/srv/calls", MODEL="some/model", STARTER="no", TOKEN=TOKEN)
    set_all(monkeypatch, API="http://127.0.0.1:8081/")
    settings = Settings.read()
    assert settings.database_url == "sqlite:////srv/calls/leader-calls.db"
    assert settings.cache == Path("/srv/calls/snapshots")
    assert (settings.model, settings.starter) == ("some/model", False)
    assert settings.api == "http://127.0.0.1:8081"
    assert settings.token.get_secret_value() == TOKEN


def test_a_database_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, DATABASE="postgresql+psycopg://reader@db/calls")
    assert ArchiveSettings.read().database_url == "postgresql+psycopg://reader@db/calls"


def test_the_home_may_begin_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, HOME="~/calls")
    assert ArchiveSettings.read().cache == Path.home() / "calls" / "snapshots"


def test_a_dotenv_file_is_read_and_the_environment_goes_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = (f"LEADER_CALLS_TOKEN={TOKEN}", "LEADER_CALLS_MODEL=theirs", "OTHER=1")
    (folder / ".env").write_text("\n".join(lines))
    set_all(monkeypatch, MODEL="mine")
    settings = Settings.read()
    assert (settings.model, settings.token.get_secret_value()) == ("mine", TOKEN)


@pytest.mark.parametrize("name", ["TOKEN", "API", "MODEL", "DATABASE", "HOME", "STARTER"])
def test_an_empty_setting_is_none(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings.read()
    set_all(monkeypatch, **{name: ""})
    assert Settings.read() == default


def test_each_mistake_is_a_line_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, API="telegram.org", STARTER="perhaps", TOKEN="SECRET-part")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    lines = sorted(str(caught.value).split("\n"))
    assert [line.split(":")[0] for line in lines] == [
        "LEADER_CALLS_API 'telegram.org'",
        "LEADER_CALLS_STARTER 'perhaps'",
        "LEADER_CALLS_TOKEN",
    ]
    assert lines[0].endswith("must begin with https:// or http://")


@pytest.mark.parametrize("token", ["SECRET-part", "123456:", ":SECRET-part", "SECRET:part"])
def test_a_wrong_token_is_not_shown(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, TOKEN=token)
    with pytest.raises(SettingsError, match="is no bot token: it looks like 123456:ABC") as caught:
        Settings.read()
    assert token not in str(caught.value).replace("123456:ABC", "")


def test_a_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, TOKEN=TOKEN)
    settings = Settings.read()
    shown = (repr(settings), str(settings), settings.model_dump_json(), f"{settings.token}")
    assert not [text for text in shown if "SECRET" in text]
