"""`leader-calls fetch` and `sources`, as they are typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot.cli  # noqa: F401 - adds the commands that talk
import index.gathering
from index.cli import app
from index.errors import SettingsError
from index.store import Store
from tests.press import CALL, MEETING, START, Press, judge
from tests.website import Reply, reader, serving

TITLE = "Telephone conversation with President of Türkiye"
SOURCES = """
[[source]]
id = "{id}"
en = "Press"
fa = "مطبوعات"
address = "{address}"
form = "feed"
language = "en"
title = 'telephone|doubt'
checked = "2026-11-23, works"
"""


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """A feed that the command finds, one that is broken, and a home without a model."""
    with serving() as site:
        rows = [("press", site.url("/feed")), ("broken", site.url("/broken"))]
        text = "".join(SOURCES.format(id=name, address=address) for name, address in rows)
        (tmp_path / "sources.toml").write_text(text, "utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("LEADER_CALLS_HOME", str(tmp_path))
        monkeypatch.setenv("LEADER_CALLS_STARTER", "no")
        monkeypatch.setenv("LEADER_CALLS_SOURCES", str(tmp_path / "sources.toml"))
        monkeypatch.setattr(index.gathering, "Web", lambda _: reader())
        monkeypatch.setattr(index.gathering, "judge", judge)
        monkeypatch.setattr(index.gathering, "now", lambda: START)
        press = Press(site)
        press.post("/news/4", "Harvest", *MEETING)
        press.post("/news/3", "A doubt", *CALL, "It was perhaps the last.")
        press.post("/news/2", "Without a doubt", *MEETING)
        press.post("/news/1", TITLE, *CALL)
        press.serve_atom()
        yield press


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def stored(home: Path) -> list[str]:
    store = Store.open(f"sqlite:///{home}/leader-calls.db")
    titles = [readout.title for readout in store.readouts()]
    store.close()
    return titles


def cells(result: Result, source: str) -> list[str]:
    """The row of a source in a table."""
    (row,) = (line for line in result.stdout.split("\n") if line.startswith(f"│ {source} "))
    return [cell.strip() for cell in row.strip("│").split("│")]


def test_fetch_says_what_came_in_and_what_did_not(press: Press, tmp_path: Path) -> None:
    result = invoke("fetch")
    assert result.exit_code == 1
    assert stored(tmp_path) == [TITLE]
    assert f": {TITLE}\n" in result.stdout
    doubt = f"A doubt <{press.site.url('/news/3')}>\n"
    assert f"in doubt, a call with a probability of 0.60: {doubt}" in result.stdout
    skipped = "2 (other title 1, no call 1)"
    assert cells(result, "press") == ["press", "1", "0", "0", "1", skipped, "0"]
    assert cells(result, "broken")[-1] == "the source"
    assert "failed broken: http://gov.example" in result.stderr
    assert "answers 404 Not Found; check the address" in result.stderr


def test_fetch_of_one_source(press: Press) -> None:
    assert invoke("fetch", "press").exit_code == 0
    again = invoke("fetch", "press")
    assert cells(again, "press")[1:4] == ["0", "0", "2"]
    assert "broken" not in again.stdout


def test_a_dry_run(press: Press, tmp_path: Path) -> None:
    assert cells(invoke("fetch", "press", "--dry-run"), "press")[1] == "1"
    assert stored(tmp_path) == []


def test_since(press: Press) -> None:
    result = invoke("fetch", "press", "--since", "2026-11-24")
    assert cells(result, "press")[5] == "4 (older 4)"


def test_a_source_that_is_not_there(press: Press) -> None:
    result = invoke("fetch", "pravda")
    assert isinstance(result.exception, SettingsError)


def test_sources_with_how_the_last_look_went(press: Press) -> None:
    assert cells(invoke("sources"), "press")[-1] == "never"
    press.site.pages["/broken"] = Reply(status=500)
    invoke("fetch")
    result = invoke("sources")
    row = ["press", "feed", "en", "60 min", "link-only", "unknown", "good, 2026-11-23 12:00"]
    assert cells(result, "press") == row
    assert "failures in a row: 1" in " ".join(result.stdout.split())
    assert "press: 2026-11-23, works\n" in result.stdout
