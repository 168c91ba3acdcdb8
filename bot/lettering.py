"""Letters on a picture: their font and look, and the side where reading begins."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.text import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED = "#16202e", "#5d6b7e"
MARGIN = 0.06
_FONTS = Path(__file__).parent / "fonts"
# Right-to-left mark: the base direction of a line that begins with a number or a Latin name.
_RLM = "\u200f"
# In points: centred digits look too high, for the font leaves more room below them than above.
_LOWER = -1.5


@dataclass(frozen=True)
class Style:
    """How a text looks; its size in points."""

    size: float
    colour: str = INK
    bold: bool = False

    def as_text(self) -> dict[str, Any]:
        """The properties of a matplotlib text."""
        return {
            "fontsize": self.size,
            "color": self.colour,
            "fontweight": "bold" if self.bold else "normal",
            "fontfamily": _family(),
            # A name with two dollar signs is no formula.
            "parse_math": False,
        }


def write(figure: "Figure", text: str, y: float, language: Language, style: Style) -> None:
    """A line at the margin where reading begins; `y` of the height up."""
    right = from_right(language)
    x, side = (1 - MARGIN, "right") if right else (MARGIN, "left")
    figure.text(x, y, line(text, language), ha=side, **style.as_text())


def put(
    axes: "Axes",
    at: tuple[float, float],
    text: str,
    style: Style,
    aside: float = 0,
    *,
    above: bool = False,
) -> None:
    """A text beside or above a place of a panel; `aside` in points, to the left when negative."""
    leftward = axes.xaxis_inverted()
    axes.annotate(
        text,
        at,
        (aside, 4 if above else _LOWER),
        textcoords="offset points",
        ha="center" if above else "right" if leftward else "left",
        va="bottom" if above else "center",
        **style.as_text(),
    )


def line(text: str, language: Language) -> str:
    """A text that runs in the reader's direction, whatever it begins with."""
    return f"{_RLM}{text}" if from_right(language) else text


def from_right(language: Language) -> bool:
    """Whether a language is read from right to left."""
    return language == "fa"


def onward(first: float, last: float, language: Language) -> tuple[float, float]:
    """The limits of a scale that runs as the reader reads."""
    return (last, first) if from_right(language) else (first, last)


@cache
def _family() -> list[str]:
    """The font of the pictures, and matplotlib's own for letters that it lacks."""
    from matplotlib.font_manager import fontManager

    for file in sorted(_FONTS.glob("*.ttf")):
        fontManager.addfont(file)
    return ["Vazirmatn", "DejaVu Sans"]
