"""Statistics as one picture: three panels, in the reader's language, calendar and direction."""

import io
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from bot.lettering import MARGIN, MUTED, Style, from_right, line, onward, put, write
from bot.wording import Wording
from index.statistics import MOST_PAIRS, Count, Pair, Statistics

# The library takes a second to load: only whoever draws waits for it.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 1200, 1500
MOST_KEPT = 32
LONGEST_NAME = 64
LONGEST_SUBJECT = 30
_DPI = 150
_MOST_MONTHS, _MOST_QUARTERS = 60, 60
_FEW = 8
_GRID, _PAPER = "#d9dfe7", "#ffffff"
# Of bars, and of the one that stands out.
_BLUE, _ORANGE = ("#9db8e8", "#2456b8"), ("#efb98c", "#c25a0c")
_GREEN = "#0f8a78"
_Key: TypeAlias = tuple[str, str, frozenset[str]]


class Pictures:
    """Draws pictures, one at a time, and keeps the last `MOST_KEPT`. For use from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def picture(self, corpus: str, statistics: Statistics, say: Wording) -> bytes:
        """The picture of the statistics of a corpus (its snapshot's key), as `draw` makes it."""
        key = (corpus, say.language, statistics.subject)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = draw(statistics, say)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def draw(statistics: Statistics, say: Wording) -> bytes:
    """A PNG of `WIDTH` × `HEIGHT` pixels of what `compose` lays out."""
    png = io.BytesIO()
    compose(statistics, say).savefig(png, format="png")
    return png.getvalue()


def compose(statistics: Statistics, say: Wording) -> "Figure":
    """The three panels, not yet drawn. Persian runs from right to left, time too.

    They show the last `_MOST_MONTHS` months and the last `_MOST_QUARTERS` quarters.
    """
    from matplotlib.figure import Figure

    figure = Figure((WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_PAPER)
    write(figure, say("stats-title"), 0.955, say.language, Style(22, bold=True))
    write(figure, size_line(statistics, say), 0.925, say.language, Style(12.5, MUTED))
    _draw_months(figure, statistics.months[-_MOST_MONTHS:], say)
    axes = _panel(figure, 0.275, 0.345, say("stats-pairs"), say)
    _draw_pairs(axes, statistics.pairs, say)
    _draw_subject(figure, statistics, say)
    return figure


def size_line(statistics: Statistics, say: Wording) -> str:
    """How many calls there are, in how many readouts, from when to when."""
    days = statistics.days
    if days is None:
        return say("stats-empty")
    first, last = say.day(days.first), say.day(days.last)
    return say(
        "stats-size",
        calls=say("stats-calls", count=statistics.calls),
        readouts=say("stats-readouts", count=statistics.readouts),
        days=first if first == last else say("stats-days", first=first, last=last),
    )


def subject_name(statistics: Statistics, say: Wording) -> str:
    """The name of the subject, or "" when there is none."""
    return clip(say.concepts([statistics.subject]), LONGEST_SUBJECT) if statistics.subject else ""


def pair_names(pair: Pair, say: Wording) -> str:
    """The names of two people, at most `LONGEST_NAME` characters."""
    return clip(say.names(pair.people), LONGEST_NAME)


def clip(text: str, longest: int) -> str:
    """A text of at most `longest` characters, cut with … at a word where it is longer."""
    if len(text) <= longest:
        return text
    words = text[:longest].rsplit(" ", 1)[0]
    return words[: longest - 1].rstrip() + "…"


def _draw_months(figure: "Figure", months: Sequence[Count], say: Wording) -> None:
    since = say.period(months[0].dates) if months else "…"
    axes = _panel(figure, 0.705, 0.15, say("stats-months", since=since), say)
    name = _months if len(months) <= _FEW else _years
    _draw_time(axes, months, name(months, say), _BLUE, say)


def _draw_subject(figure: "Figure", statistics: Statistics, say: Wording) -> None:
    title = say("stats-subject", subject=subject_name(statistics, say) or "…")
    quarters = statistics.quarters[-_MOST_QUARTERS:] if statistics.mentions else ()
    axes = _panel(figure, 0.05, 0.15, title, say)
    _draw_time(axes, quarters, _years(quarters, say), _ORANGE, say)


def _draw_time(
    axes: "Axes",
    counts: Sequence[Count],
    names: Sequence[tuple[float, str]],
    colours: tuple[str, str],
    say: Wording,
) -> None:
    """Calls over time as bars with names below; the last of the highest stands out, numbered."""
    if not counts:
        _say_none(axes, say)
        return
    heights = [count.calls for count in counts]
    highest = max(heights)
    top = len(heights) - 1 - heights[::-1].index(highest)
    pale, strong = colours
    each = [strong if n == top else pale for n in range(len(heights))]
    axes.bar(range(len(heights)), heights, width=0.78, color=each, zorder=2)
    put(axes, (top, highest), say.number(highest), Style(13, strong, bold=True), above=True)
    _scale_calls(axes, highest, say)
    _scale_time(axes, counts, names, say)


def _scale_calls(axes: "Axes", highest: int, say: Wording) -> None:
    """Whole numbers at the side where reading begins, with a line across for each."""
    step = -(-highest // 3) or 1
    ticks = range(0, highest + 1, step)
    labels = [say.number(tick) for tick in ticks]
    if from_right(say.language):
        axes.yaxis.tick_right()
    axes.set_yticks(ticks, labels, **Style(12, MUTED).as_text())
    axes.set_ylim(0, max(highest, 1) * 1.25)
    axes.grid(axis="y", color=_GRID, linewidth=1, zorder=0)
    axes.tick_params(length=0)


def _scale_time(
    axes: "Axes", counts: Sequence[Count], names: Sequence[tuple[float, str]], say: Wording
) -> None:
    """Names below the bars, and a mark where a year begins."""
    axes.set_xlim(*onward(-0.7, max(len(counts), _FEW) - 0.3, say.language))
    years = [_year(count, say) for count in counts]
    begins = [n - 0.5 for n in range(1, len(years)) if years[n] != years[n - 1]]
    axes.set_xticks(begins, minor=True)
    axes.tick_params(which="minor", length=8, color=_GRID, width=1.2)
    places, labels = [place for place, _ in names], [name for _, name in names]
    axes.set_xticks(places, labels, **Style(12, MUTED).as_text())
    axes.axhline(0, color=MUTED, linewidth=1.2, zorder=3)


def _months(counts: Sequence[Count], say: Wording) -> list[tuple[float, str]]:
    """Where the name of each month stands; its year is that of the title or begins at a mark."""
    return [(n, say.period(count.dates).split()[0]) for n, count in enumerate(counts)]


def _years(counts: Sequence[Count], say: Wording) -> list[tuple[float, str]]:
    """Where the name of each year stands: in the middle of its bars, when they are enough."""
    runs: dict[str, list[int]] = {}
    for n, count in enumerate(counts):
        runs.setdefault(_year(count, say), []).append(n)
    narrow = len(counts) / 20
    return [((run[0] + run[-1]) / 2, year) for year, run in runs.items() if len(run) >= narrow]


def _year(count: Count, say: Wording) -> str:
    """The year, in the reader's calendar and digits: what a day ends with."""
    return say.day(count.dates.first).split()[-1]


def _draw_pairs(axes: "Axes", pairs: Sequence[Pair], say: Wording) -> None:
    """Pairs as bars with their names above and their numbers at the end."""
    if not pairs:
        _say_none(axes, say)
        return
    axes.set_ylim(MOST_PAIRS - 0.5, -0.5)
    axes.set_xlim(*onward(0, pairs[0].calls * 1.07, say.language))
    for row, pair in enumerate(pairs):
        axes.barh(row + 0.25, pair.calls, height=0.22, color=_GREEN, zorder=2)
        put(axes, (0, row - 0.2), line(pair_names(pair, say), say.language), Style(13))
        count = say.number(pair.calls)
        aside = -7 if from_right(say.language) else 7
        put(axes, (pair.calls, row + 0.25), count, Style(13, _GREEN, bold=True), aside)


def _panel(figure: "Figure", bottom: float, height: float, title: str, say: Wording) -> "Axes":
    """Axes without frame and scales, under their title."""
    write(figure, title, bottom + height + 0.016, say.language, Style(15.5, bold=True))
    axes = figure.add_axes((MARGIN, bottom, 1 - 2 * MARGIN, height))
    axes.set_frame_on(False)
    axes.set_xticks([])
    axes.set_yticks([])
    return axes


def _say_none(axes: "Axes", say: Wording) -> None:
    axes.set_axis_off()
    figure = axes.get_figure(root=True)
    assert figure is not None
    write(figure, say("stats-none"), axes.get_position().y1 - 0.02, say.language, Style(13, MUTED))
