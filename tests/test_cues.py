"""What kind of answer a question wants, whose words and whose readout."""

from datetime import date

import pytest

from index.linking import Linker
from index.question import Question, understand

TODAY = date(2026, 11, 23)


def read(text: str, linker: Linker) -> Question:
    return understand(text, linker, TODAY)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What did they say about Libya?", "what"),
        ("درباره لیبی چی گفتن؟", "what"),
        ("When did Putin and Erdogan talk?", "when"),
        ("پوتین و اردوغان کی حرف زدن؟", "when"),
        ("تماس پوتین و شولتس چه روزی بود؟", "when"),
        ("Who did Biden call on 22 November 2023?", "who"),
        ("کی به پوتین زنگ زد؟", "who"),
        ("مکرون با چه کسانی حرف زده؟", "who"),
        ("How many times did Putin and Macron speak in 2022?", "how_many"),
        ("رئیسی و پوتین در ۱۴۰۰ چند بار تلفنی حرف زدند؟", "how_many"),
        ("When did Putin and Erdogan last talk?", "latest"),
        ("Putin's latest call", "latest"),
        ("آخرین تماس پوتین و ترامپ کی بود؟", "latest"),
        ("Which calls did Zelensky have in 2022?", "list"),
        ("تماس‌های مکرون در ۱۴۰۱", "list"),
        ("How do the Kremlin and White House accounts differ?", "compare"),
        ("روایت دو طرف از تماس مارس ۲۰۲۵", "compare"),
        ("Did they discuss Libya?", "yes_no"),
        ("آیا درباره لیبی حرف زدند؟", "yes_no"),
        ("How many soldiers are to be exchanged?", "what"),
        ("What is the latest proposal on grain?", "what"),
    ],
)
def test_the_kind_of_a_question(text: str, kind: str, linker: Linker) -> None:
    assert read(text, linker).kind == kind


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("What did Putin tell Macron about the nuclear plant?", "vladimir-putin"),
        ("What did Macron ask of Putin?", "emmanuel-macron"),
        ("پوتین به مکرون درباره ایران چی گفت؟", "vladimir-putin"),
        ("مکرون از پوتین چه خواست؟", "emmanuel-macron"),
        ("نظر اردوغان درباره ادلب چی بود؟", "recep-tayyip-erdogan"),
        ("به گفته اردوغان وضع ادلب چطور بود؟", "recep-tayyip-erdogan"),
        ("According to Zelensky, who blew up the dam?", "volodymyr-zelenskyy"),
        ("What did Putin and Erdogan say about Libya?", None),
        ("پوتین و اردوغان درباره لیبی چه گفتند؟", None),
        ("Putin Erdogan Libya", None),
    ],
)
def test_whose_words_are_asked_for(text: str, speaker: str | None, linker: Linker) -> None:
    expected = {f"person:{speaker}"} if speaker else set()
    assert read(text, linker).speakers == expected


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("According to the Kremlin, what did they say about Syria?", {"kremlin"}),
        ("به گزارش کاخ سفید درباره غزه چه گفتند؟", {"white-house"}),
        ("the Kremlin and White House accounts of the call", {"kremlin", "white-house"}),
        ("What did Putin say in the Kremlin's garden?", {"kremlin"}),
        ("What was agreed about grain?", set()),
    ],
)
def test_whose_account_is_asked_for(text: str, sources: set[str], linker: Linker) -> None:
    assert read(text, linker).sources == sources


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("When did Putin and Erdogan last talk?", True),
        ("رئیسی و پوتین در ۱۴۰۰ چند بار تلفنی حرف زدند؟", True),
        ("Who did Biden call in May 2021?", True),
        ("تماس‌های مکرون در ۱۴۰۱", True),
        ("When did Putin and Erdogan talk about Libya?", False),
        ("When did Trump promise the helicopters?", False),
        ("how many times?", False),
    ],
)
def test_a_bare_question_asks_for_calls_alone(text: str, bare: bool, linker: Linker) -> None:
    assert read(text, linker).bare == bare
