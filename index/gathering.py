"""The commands that look at sources: fetch, sources."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from index.archive import Archive
from index.cli import app, errors, open_archive, output, progress_bar
from index.gazetteer import Gazetteer
from index.harvest import Harvest, Look
from index.news import judge
from index.polls import Polls, State
from index.readout import day
from index.resources import data_folder
from index.settings import ArchiveSettings
from index.sifting import Found, Outcome
from index.sources import open_outlets
from index.store import Store
from index.web import Web

_COUNTED: tuple[Outcome, ...] = ("new", "changed", "known", "waiting")
_SKIPPED: tuple[Outcome, ...] = ("other title", "no call", "older", "later")
_WIDTH = 120


def now() -> datetime:
    """The current time."""
    return datetime.now(UTC)


def open_harvest(archive: Archive, agent: str) -> Harvest:
    """A harvest for an archive, with the web as it is and the wall clock."""
    return Harvest(archive, Web(agent), judge, now)


@app.command()
def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; all that are watched when none.")
    ] = None,
    since: Annotated[str, typer.Option(help="Leave out what was published before this day.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Look, and store nothing.")] = False,
) -> None:
    """Look at the sources, add what is new and surely a call, and list what is in doubt."""
    settings = ArchiveSettings.read()
    first = day(since) if since else None
    with open_archive(settings) as archive:
        outlets = archive.outlets.named(sources or ())
        harvest = open_harvest(archive, settings.user_agent)
        looks = []
        with progress_bar("Sources") as report:
            for number, outlet in enumerate(outlets):
                report(number, len(outlets))
                looks.append(harvest.look(outlet, first, dry_run=dry_run))
            report(len(outlets), len(outlets))
    print_looks(looks)
    if any(look.problem for look in looks):
        raise typer.Exit(1)


@app.command("sources")
def list_sources() -> None:
    """List the sources, their terms, and how the last look at each went."""
    settings = ArchiveSettings.read()
    outlets = open_outlets(settings.sources, Gazetteer.load(data_folder() / "gazetteer"))
    store = Store.open(settings.database_url)
    try:
        states = Polls(store, now).states()
    finally:
        store.close()
    table = _table("source", "form", "language", "every", "quoted", "licence", "last look")
    for outlet in outlets.all:
        state = states.get(outlet.id, State(outlet.id))
        quoted = f"{outlet.excerpt} characters" if outlet.quote == "excerpt" else outlet.quote
        every = f"{outlet.every} min" if outlet.watched else "not watched"
        table.add_row(
            outlet.id,
            outlet.form,
            outlet.language,
            every,
            quoted,
            outlet.licence or "unknown",
            last_look(state),
        )
    Console(width=_WIDTH).print(table)
    for outlet in outlets.all:
        output.print(f"{outlet.id}: {outlet.checked}", markup=False)


def last_look(state: State) -> str:
    """How the last look went, in some words."""
    if state.checked_at is None:
        return "never"
    if not state.failures:
        return f"good, {state.checked_at:%Y-%m-%d %H:%M}"
    good = f"{state.succeeded_at:%Y-%m-%d %H:%M}" if state.succeeded_at else "never"
    return f"failures in a row: {state.failures}, last good look: {good}; {state.problem}"


def print_looks(looks: Iterable[Look]) -> None:
    """What was found, as lines and a table."""
    table = _table("source", "new", "changed", "known", "in doubt", "skipped", "failed")
    for look in looks:
        _print_lines(look)
        failed = len(look.those("failed"))
        table.add_row(
            look.outlet.id,
            *(str(len(look.those(one))) for one in _COUNTED),
            _skipped(look),
            "the source" if look.problem else str(failed),
        )
    Console(width=_WIDTH).print(table)


def _print_lines(look: Look) -> None:
    for one in look.those("new", "changed"):
        assert one.readout is not None
        output.print(f"{one.outcome} {one.readout.id}: {one.readout.title}", markup=False)
    for one in look.those("waiting"):
        output.print(f"in doubt, {one.reason}: {_line(one)}", markup=False)
    for one in look.those("failed"):
        errors.print(f"failed {look.outlet.id}: {one.reason}", markup=False)
    if look.problem:
        errors.print(f"failed {look.outlet.id}: {look.problem}", markup=False)


def _line(found: Found) -> str:
    return f"{found.entry.title} <{found.entry.url}>"


def _skipped(look: Look) -> str:
    """How many articles were passed over, and why."""
    why = Counter(one.outcome for one in look.those(*_SKIPPED))
    reasons = ", ".join(f"{outcome} {why[outcome]}" for outcome in _SKIPPED if why[outcome])
    return f"{why.total()} ({reasons})" if reasons else "0"


def _table(*headings: str) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
