"""Settings of the archive, from LEADER_CALLS_… in the environment or a .env file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from platformdirs import user_data_path
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError
from index.web.fetching import AGENT

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "LEADER_CALLS_"


def _agent(value: str) -> str:
    if not (value.isascii() and value.isprintable() and value.strip()):
        raise ValueError("must be a line in ASCII, like LeaderCalls/0.1 (+https://example.org)")
    return value.strip()


class ArchiveSettings(BaseSettings):
    """Where the readouts are kept and which model reads them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    home: Path = Field(
        default_factory=lambda: user_data_path("leader-calls"),
        description="folder for the database and the cached snapshot",
    )
    database: str = Field("", description="database URL; SQLite in the home when empty")
    model: str = Field("", description="model folder or hub name; the bundled model when empty")
    starter: bool = Field(True, description="fill an empty database with the starter corpus")
    sources: Path | None = Field(
        None, description="file of the sources that are watched; data/sources.toml when empty"
    )
    user_agent: Annotated[str, AfterValidator(_agent)] = Field(
        AGENT, description="how servers are told who reads them: a name and an address"
    )

    @property
    def database_url(self) -> str:
        """The database's URL."""
        return self.database or f"sqlite:///{self.home.expanduser().absolute()}/leader-calls.db"

    @property
    def cache(self) -> Path:
        """The folder for snapshots."""
        return self.home.expanduser().absolute() / "snapshots"

    @classmethod
    def read(cls) -> Self:
        """The settings in force.

        Raises:
            SettingsError: some cannot be used; a line for each.
        """
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_line(detail) for detail in error.errors())) from error


def _line(detail: "ErrorDetails") -> str:
    name = PREFIX + "_".join(map(str, detail["loc"])).upper()
    value = "" if name.endswith(("TOKEN", "SECRET")) else f" {detail['input']!r}"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{name}{value}: {message[0].lower()}{message[1:]}"
