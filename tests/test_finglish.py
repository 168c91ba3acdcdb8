"""Persian in Latin letters is read as Persian."""

import pytest

from index.finglish import Romanised, is_finglish
from index.text import words

KNOWN = Romanised(
    words("لیبی لب پوتین اردوغان سوریه اوکراین غزه واکسن زندگی عادی مردم کره شمالی هواپیما نتیجه")
)


@pytest.mark.parametrize(
    ("text", "finglish"),
    [
        ("putin va erdogan raje be libi chi goftan", True),
        ("darbareye gaze che goftand", True),
        ("zelensky chi goft", True),
        ("What did they say about Libya?", False),
        ("Did they be in on an bar ham?", False),
        ("پوتین چی گفت", False),
        ("", False),
    ],
)
def test_it_is_told_from_english(text: str, finglish: bool) -> None:
    assert is_finglish(text) == finglish


@pytest.mark.parametrize(
    ("text", "persian"),
    [
        ("raje be libi chi goftan", "راجع به لیبی چی گفتن"),
        ("zendegi adi mardome ghaze", "زندگی عادی مردم غزه"),
        ("kore shomali va suriye", "کره شمالی و سوریه"),
        ("havapeyma", "هواپیما"),
        ("Okrayn 2022", "اوکراین 2022"),
    ],
)
def test_words_are_found_by_their_sound(text: str, persian: str) -> None:
    assert KNOWN.in_persian(text) == persian


def test_what_sounds_like_nothing_known_stays() -> None:
    assert KNOWN.in_persian("xylophone") == "xylophone"


def test_names_stay() -> None:
    assert KNOWN.in_persian("putin chi goft", kept={0}) == "putin چی گفت"
