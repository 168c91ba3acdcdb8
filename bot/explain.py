"""How an answer was come by: `leader-calls ask --explain`."""

from dataclasses import asdict

from rich.table import Table

from bot.wording import Wording
from index.archive import Search
from index.question import Question
from index.search import Ranking

MOST_HITS = 5


def understood(question: Question, say: Wording) -> list[str]:
    """What was read in a question, a line each."""
    dates = question.dates
    parts = {
        "language": {"fa": "Persian", "en": "English"}[question.language],
        "read as": question.text,
        "kind": question.kind.replace("_", " ") + (", of calls alone" if question.bare else ""),
        "people": say.concepts(question.people),
        "said by": say.concepts([question.speakers] if question.speakers else []),
        "places and topics": say.concepts(question.subjects),
        "dates": f"{dates.first} to {dates.last}" if dates else "",
        "publishers": ", ".join(sorted(question.sources)),
        "this call only": question.call,
        "focus": question.focus,
    }
    return [f"{name}: {value}" for name, value in parts.items() if value]


def weighed(search: Search, ranking: Ranking) -> Table:
    """The best hits with their probability and what spoke for and against each.

    A feature is shown as its value and what it adds to the log-odds.
    """
    table = Table(title=f"Hits (threshold {ranking.threshold})", title_justify="left")
    table.add_column("readout", overflow="fold")
    table.add_column("probability", justify="right")
    table.add_column("features: value (adds)", overflow="fold")
    for hit in search.hits[:MOST_HITS]:
        features = ", ".join(
            f"{name} {value:.2f} ({ranking.weights[name] * value:+.1f})"
            for name, value in asdict(hit.features).items()
            if value and ranking.weights[name]
        )
        readout = search.snapshot.readouts[hit.readout]
        table.add_row(readout.id, f"{hit.probability:.3f}", features)
    return table
