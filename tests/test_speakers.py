"""Who says what in a readout."""

import pytest

from index.layout import lay_out
from index.linking import Linker
from tests.conftest import make_readout

PUTIN, ERDOGAN = {"person:vladimir-putin"}, {"person:recep-tayyip-erdogan"}
BOTH = PUTIN | ERDOGAN


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Putin asked Erdogan to help. He promised grain.", [PUTIN, PUTIN]),
        ("The Turkish president thanked Putin. Moscow is ready, he said.", [ERDOGAN, ERDOGAN]),
        ("Erdogan spoke of Idlib. Grain is on its way.", [ERDOGAN, set()]),
        ("The two presidents discussed a visit by Erdogan. They met before.", [BOTH, BOTH]),
        ("Vladimir Putin and Recep Tayyip Erdogan talked.", [BOTH]),
        ("The Russian side raised the question of gas.", [PUTIN]),
        ("Macron was mentioned.", [set()]),
    ],
)
def test_in_english(text: str, speakers: list[set[str]], linker: Linker) -> None:
    found = lay_out(make_readout(text=text), linker).speakers
    assert [set(who) for who in found] == speakers


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("پوتین از اردوغان کمک خواست. او قول غله داد.", [PUTIN, PUTIN]),
        ("رئیس‌جمهور ترکیه از پوتین تشکر کرد. همچنین بر آتش‌بس تأکید کرد.", [ERDOGAN, ERDOGAN]),
        ("اردوغان به پوتین گفت ادلب آرام است. وی از همتای روس تشکر کرد.", [ERDOGAN, ERDOGAN]),
        ("دو طرف بر صلح تأکید کردند. قرار شد تماس‌ها ادامه یابد.", [BOTH, set()]),
        ("به گفته پوتین، آنکارا آماده است.", [PUTIN]),
    ],
)
def test_in_persian(text: str, speakers: list[set[str]], linker: Linker) -> None:
    found = lay_out(make_readout(text=text, language="fa"), linker).speakers
    assert [set(who) for who in found] == speakers
