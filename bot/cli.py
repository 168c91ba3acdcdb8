"""The command line: what `index` offers, and here ask, chat, serve."""

import json
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Annotated, Any

import typer

import index.gathering
import index.measuring
import index.news.commands
import index.teaching
from bot import doctor as examination
from bot import logs
from bot.answers import MOST_CALLS, render_answer
from bot.explain import understood, weighed
from bot.render import render_quote
from bot.settings import Settings
from bot.sides import compare_message
from bot.terminal import as_text
from bot.wording import Wording, jalali_date
from index.answer import Answer
from index.archive import Archive, Search
from index.cli import app, errors, open_archive, output, progress_bar
from index.compare import compare as sides_beside
from index.errors import LeaderCallsError, ReadoutError, SettingsError
from index.facts import Fact
from index.quoting import Quote, allowed
from index.subjects import Call, calls_of

# No message of a terminal is too long.
ENDLESS = 10**6


class Reading(Enum):
    """A language to read in."""

    EN = "en"
    FA = "fa"


@app.command()
def ask(
    questions: Annotated[
        list[str], typer.Argument(help="Questions; - reads them from standard input, one a line.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    explain: Annotated[
        bool, typer.Option(help="Show what was understood and how each hit was weighed.")
    ] = False,
) -> None:
    """Answer questions by quotation, or say that no readout does."""
    with open_archive() as archive:
        for question in _each(questions):
            search = archive.search(question)
            answer = search.answer
            if explain:
                _explain(search, archive)
            if as_json or questions == ["-"]:
                sys.stdout.write(json.dumps(as_dict(answer), ensure_ascii=False) + "\n")
                sys.stdout.flush()
            else:
                _print(question if len(questions) > 1 else "", answer, archive)


@app.command()
def chat() -> None:
    """Ask one question after another; an empty line or Ctrl-D ends."""
    with open_archive() as archive:
        archive.warm_up()
        turn = None
        while question := _prompt():
            answer = archive.ask(question, turn)
            _print("", answer, archive)
            turn = answer.turn if answer.found else turn


@app.command()
def compare(
    call: Annotated[
        str, typer.Argument(help="The id of a call or of a readout, or how a call's id begins.")
    ],
    language: Annotated[Reading, typer.Option(help="The language to tell it in.")] = Reading.EN,
) -> None:
    """Show what each side of a call speaks of and the other leaves out, sentence by sentence."""
    with open_archive() as archive:
        found = _call_meant(calls_of(archive.snapshot), call)
        say = Wording(language.value, archive.linker.gazetteer)
        gazetteer = archive.linker.gazetteer
        sides = sides_beside(found, say.language, archive.snapshot, gazetteer, archive.encoder)
        if sides is None:
            raise ReadoutError(f"{found.id}: only one side of this call is here: add the other's")
        output.print(as_text(compare_message(sides, found, say, ENDLESS)), markup=False)


def _call_meant(calls: Sequence[Call], name: str) -> Call:
    named = [c for c in calls if name == c.id or any(name == r.id for r in c.readouts)]
    found = named or [call for call in calls if call.id.startswith(name)]
    if not found:
        raise ReadoutError(f"{name!r}: no call or readout has this id: look with leader-calls list")
    if len(found) > 1:
        some = ", ".join(call.id for call in found[:5])
        raise ReadoutError(f"{name!r} is the beginning of {len(found)} calls: {some}: write more")
    return found[0]


@app.command()
def serve() -> None:
    """Run the Telegram bot until it is stopped."""
    from bot import app as telegram_app

    settings = Settings.read()
    if not settings.token.get_secret_value():
        raise SettingsError("LEADER_CALLS_TOKEN: missing; get a token from @BotFather and set it")
    logs.configure(settings, sys.stderr)
    with open_archive(settings) as archive:
        archive.begin_with_last_model()
        telegram_app.run(settings, archive)


@app.command()
def doctor() -> None:
    """Look at all that the bot needs, a line each; the exit status is 1 if anything is wrong."""
    healthy = True
    for finding in examination.findings(examination.Surroundings()):
        output.print(str(finding), markup=False)
        healthy = healthy and finding.mark != examination.BAD
    if not healthy:
        raise typer.Exit(1)


@index.measuring.benches.command("delivery")
def bench_delivery(
    subscribers: Annotated[int, typer.Option(min=1, help="Who follow every call.")] = 10_000,
    rate: Annotated[float, typer.Option(min=1, max=1000, help="Messages a second.")] = 25.0,
    kills: Annotated[int, typer.Option(min=0, help="How often the bot is killed.")] = 0,
) -> None:
    """Send one new call to many subscribers through a server with faults, and count who got it."""
    from bot.load import Load, drain, print_drained

    with progress_bar("Subscribers reached") as report:
        found = drain(Load(subscribers, rate, kills), report)
    print_drained(found)


def _explain(search: Search, archive: Archive) -> None:
    """What was understood and how the hits were weighed, above the answer."""
    say = Wording("en", archive.linker.gazetteer)
    output.print("\n".join(understood(search.answer.question, say)), markup=False)
    output.print(weighed(search, archive.ranking))


def main() -> None:
    """Run a command; a mistake of the caller's becomes one line and exit status 2."""
    try:
        app(prog_name="leader-calls")
    except LeaderCallsError as error:
        errors.print(f"leader-calls: {error}", markup=False, style="red")
        sys.exit(2)


def as_dict(answer: Answer) -> dict[str, Any]:
    """An answer as plain data."""
    return {
        "question": answer.question.text,
        "found": answer.found,
        "probability": round(answer.probability, 4),
        "quotes": [_quote_dict(quote) for quote in answer.quotes],
        "nearest": [readout.id for readout in answer.nearest],
        "fact": _fact_dict(answer.fact) if answer.fact else None,
    }


def _fact_dict(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "calls": [call[0].call for call in fact.calls],
        "dates": [call[0].date.isoformat() for call in fact.calls],
        "others": list(fact.others),
    }


def _quote_dict(quote: Quote) -> dict[str, Any]:
    """A quotation as plain data; of what may not be shown, a place without words."""
    readout, shown = quote.readout, allowed([quote])
    end = shown[0].end if shown else quote.start
    return {
        "readout": readout.id,
        "start": quote.start,
        "end": end,
        "text": readout.text[quote.start : end],
        "terms": readout.terms.quote,
        "title": readout.title,
        "date": readout.date.isoformat(),
        "date_jalali": jalali_date(readout.date, "en"),
        "participants": list(readout.participants),
        "source": readout.source,
        "source_url": readout.source_url,
        "language": readout.language,
        "kind": readout.kind,
        "score": round(quote.score, 4),
    }


def _each(questions: list[str]) -> Iterator[str]:
    if questions != ["-"]:
        yield from questions
        return
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


def _prompt() -> str:
    try:
        return input("? ").strip()
    except EOFError:
        return ""


def _print(question: str, answer: Answer, archive: Archive) -> None:
    """An answer as the bot shows it, and what its buttons would show below."""
    say = Wording(answer.question.language, archive.linker.gazetteer)
    if question:
        output.print(f"? {question}\n", markup=False, style="bold")
    output.print(as_text(render_answer(answer, say)), markup=False)
    seen: set[str] = set()
    for quote in answer.quotes:
        if quote.readout.call in seen:
            output.print("\n" + as_text(render_quote(quote, say)), markup=False)
        elif len(seen) == (1 if answer.fact else MOST_CALLS):
            break
        seen.add(quote.readout.call)
    output.print("")
