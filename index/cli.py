"""The commands that read: add, list. (`index.measuring`, `index.teaching`, `bot.cli` add more.)"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index import moving
from index.archive import Archive
from index.encoder import Progress as OnProgress
from index.errors import LeaderCallsError, ReadoutError
from index.reading import Failure, Reader
from index.readout import Readout, day
from index.recognise import Recognised
from index.settings import ArchiveSettings
from index.store import Store

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Answers questions about leaders' phone calls by quoting the readouts.",
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False, soft_wrap=True)


def today() -> date:
    """The current day, in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def progress_bar(what: str) -> Iterator[OnProgress]:
    """A bar on standard error that appears with the first report."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    shown = errors.is_terminal  # elsewhere rich would end with an empty line
    with Progress(*columns, console=errors, transient=True, disable=not shown) as bar:
        task = bar.add_task(what, visible=False)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield report


@contextmanager
def open_archive(settings: ArchiveSettings | None = None) -> Iterator[Archive]:
    """The archive of the settings in force, closed afterwards."""
    with progress_bar("Reading the readouts") as report:
        archive = Archive.open(settings or ArchiveSettings.read(), today, report)
        try:
            yield archive
        finally:
            archive.store.close()


@app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Markdown, text or JSON Lines files, or folders of them."),
    ],
    on: Annotated[str, typer.Option("--date", help="The day of the call, e.g. 2021-04-09.")] = "",
    quietly: Annotated[bool, typer.Option(help="Tell no subscriber of it.")] = False,
) -> None:
    """Add readouts to the archive; what is there already stays as it is."""
    failed = 0
    with open_archive() as archive:
        reader = Reader(archive.linker, archive.today(), day(on) if on else None)
        for result in reader.read(paths):
            failure = result if isinstance(result, Failure) else None
            if not isinstance(result, Failure):
                failure = _add_one(archive, result, quietly)
            if failure:
                failed += 1
                errors.print(f"failed {failure.name}: {failure.reason}", markup=False)
    if failed:
        raise typer.Exit(1)


def _add_one(archive: Archive, found: Recognised, quietly: bool) -> Failure | None:
    """Store one readout and say what was found in it."""
    readout = found.readout
    try:
        (placed,) = archive.take_in([readout], quietly=quietly)
    except LeaderCallsError as error:
        return Failure(found.name, str(error))
    if not placed.is_new:
        same = placed.id == readout.id
        why = "nothing changed" if same else f"the same text as {placed.id}"
        output.print(f"known {readout.id}: {why}", markup=False)
        return None
    people = archive.linker.gazetteer.people
    named = [f"{people[p].en} ({p})" if p in people else p for p in readout.participants]
    language = {"fa": "Persian", "en": "English"}[readout.language]
    lines = [
        f"added {readout.id}",
        *([f"  same call as {placed.beside}"] if placed.beside else []),
        f"  title: {readout.title}",
        f"  language: {language}",
        f"  participants: {', '.join(named) or 'none recognised'}",
        f"  source: {readout.source or 'none recognised'}",
        *(f"  {reason}" for reason in found.reasons),
    ]
    output.print("\n".join(lines), markup=False)
    return None


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The JSON Lines file to write.")],
    with_users: Annotated[
        bool, typer.Option(help="Also chats, what they follow, and what they were told.")
    ] = False,
) -> None:
    """Write all that the database knows into a file: readouts, sources; users only if asked."""
    with _open_store(file) as store:
        counts = moving.export(store, file, users=with_users)
    for name, count in counts.items():
        output.print(f"{name}s: {count}", markup=False)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A file that `export` has written.")],
) -> None:
    """Take over what a file has and the database has not; what is there stays as it is."""
    with _open_store(file) as store:
        moved = moving.take_over(store, file)
    for name in sorted(moved.new | moved.known):
        counts = f"{moved.new[name]} new, {moved.known[name]} known"
        output.print(f"{name}s: {counts}", markup=False)
    for refused in moved.refused:
        errors.print(f"failed {file.name}:{refused.line}: {refused.reason}", markup=False)
    if moved.refused:
        raise typer.Exit(1)


@contextmanager
def _open_store(file: Path) -> Iterator[Store]:
    """The database as it is, without the starter corpus; trouble with a file is a line."""
    store = Store.open(ArchiveSettings.read().database_url)
    try:
        yield store
    except OSError as error:
        raise ReadoutError(f"{file}: {error.strerror}: name another file") from error
    finally:
        store.close()


@app.command("list")
def list_calls() -> None:
    """List the calls in the archive, the latest first."""
    with open_archive() as archive:
        people = archive.linker.gazetteer.people
        calls: dict[str, list[Readout]] = {}
        for readout in reversed(archive.store.readouts()):
            calls.setdefault(readout.call, []).append(readout)
    for readouts in calls.values():
        first = readouts[0]
        who = " – ".join(people[p].en if p in people else p for p in first.participants)
        ids = ", ".join(sorted(r.id for r in readouts))
        output.print(f"{first.date}  {who or first.title}  [{ids}]", markup=False)
