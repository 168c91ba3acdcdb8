"""Where sentences begin and end: in two languages, in lists, quotations and wrapped lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LONGEST_QUOTATION, sentence_spans

PIECES = st.lists(
    st.sampled_from(
        [
            "Mr. ",
            "U.S. ",
            "3.5",
            "... ",
            "…",
            ". ",
            ".",
            "! ",
            "؟ ",
            "«",
            "»",
            "“",
            "”",
            "\n",
            "\n\n",
            "\r\n",
            "- ",
            "• ",
            "🔹",
            "✅ ",
            "1. ",
            "۲. ",
            "۳- ",
            "1️⃣ ",
            "\u200f",
            "\t",
            ") ",
            "(",
            "Putin",
            "پوتین گفت",
            "said",
            "می\u200cکند",
            "ه.ش.",
            "No. 5",
            "a.m. ",
            "\u2028",
            "\ufeff",
        ]
    )
).map("".join)
TEXTS = st.one_of(PIECES, st.text())


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@given(TEXTS)
def test_spans_are_ordered_inside_the_text_and_apart(text: str) -> None:
    edge = 0
    for start, end in sentence_spans(text):
        assert edge <= start < end <= len(text)
        edge = end


@given(TEXTS)
def test_every_letter_is_in_a_sentence(text: str) -> None:
    inside = {i for span in sentence_spans(text) for i in range(*span)}
    assert all(i in inside for i, letter in enumerate(text) if letter.isalpha())


@given(TEXTS)
def test_a_sentence_has_a_word_and_no_space_around(text: str) -> None:
    for sentence in cut(text):
        assert sentence == sentence.strip()
        assert any(letter.isalnum() for letter in sentence)


@given(st.lists(st.sampled_from(["سلام", "صلح.", "چرا؟", "Yes.", "...", "No!"]), min_size=1))
def test_a_quotation_is_not_cut(inside: list[str]) -> None:
    quotation = f"«{' '.join(inside)}»"
    assert any(quotation in sentence for sentence in cut(f"او گفت: {quotation}. پایان."))


def test_a_quotation_as_long_as_a_page_is_cut() -> None:
    long = "این جمله است. " * (LONGEST_QUOTATION // 10)
    assert len(cut(f"او گفت: «{long}»")) > 10


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Putin spoke with Gen. Smith. They agreed.", 2),
        ("G. W. Bush called V. Putin. J. Smith attended.", 2),
        ("The U.S. President spoke. He left.", 2),
        ("They met in Washington D.C. The leaders agreed.", 2),
        ("Talks began at 10 a.m. on Monday. Lunch followed.", 2),
        ("In Sept. 2021 they met. In May they called.", 2),
        ("Growth was 3.5 percent. Trade hit $2.1 billion.", 2),
        ("See www.kremlin.ru for the text. It is short.", 2),
        ("Is it so? It is! Really?!", 3),
        ("He paused... and went on. It ended.", 2),
        ("(They will talk again.) The call ended.", 2),
        ("He said “we are ready.” Then he left.", 2),
        ("رشد ۳.۵ درصد بود. تجارت ۲٫۱ میلیارد دلار شد.", 2),
        ("در تاریخ ۲۰.۰۱.۱۴۰۰ تماس گرفتند. خوب بود.", 2),
        ("در ۲۰ فروردین ۱۴۰۰ ه.ش. گفت‌وگو کردند. پایان.", 2),
        ("آیا موافقید؟ بله؛ موافقیم. چه خوب!", 3),
        ("او گفت: «آماده‌ایم. صلح مهم است.» سپس رفت.", 2),
        ("او گفت: «آماده‌ایم. صلح مهم است». سپس رفت.", 2),
        ("صبر کنید… ادامه دارد. پایان.", 3),
        ("حضرت محمد (ص) فرمود. همه شنیدند.", 2),
        ("جمله یک.\u200f جمله دو.\u200f جمله سه.", 3),
        ("", 0),
        ("... — !", 0),
    ],
)
def test_sentences_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert len(cut(text)) == count


@pytest.mark.parametrize(
    "mark", ["- ", "– ", "* ", "• ", "•", "🔹", "🔸 ", "◾️ ", "✅ ", "📌 ", "➖"]
)
def test_a_bullet_is_no_part_of_its_sentence(mark: str) -> None:
    text = f"{mark}پوتین از صلح گفت.\n{mark}اردوغان پذیرفت"
    assert cut(text) == ["پوتین از صلح گفت.", "اردوغان پذیرفت"]


@pytest.mark.parametrize("form", ["{}. ", "{}) ", "{}- "])
@pytest.mark.parametrize("digits", ["1 2", "۱ ۲", "11 12"])
def test_the_numbers_of_a_list_are_left_out(form: str, digits: str) -> None:
    one, two = (form.format(digit) for digit in digits.split())
    assert cut(f"{one}Peace now.\n{two}Trade later") == ["Peace now.", "Trade later"]


def test_keycaps_are_bullets() -> None:
    assert cut("1️⃣ صلح\n2️⃣ تجارت") == ["صلح", "تجارت"]


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n", "\n\n", "\r\n\r\n", "\n \n"])
def test_a_title_without_a_full_stop_ends_with_its_line(end: str) -> None:
    assert cut(f"گفت‌وگوی تلفنی{end}آن‌ها حرف زدند.") == ["گفت‌وگوی تلفنی", "آن‌ها حرف زدند."]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_wrapped_line_does_not_end_a_sentence(end: str) -> None:
    lines = [
        "The Presidents discussed the situation in the South Caucasus and",
        "agreed to continue their contacts. They also talked about trade.",
    ]
    assert len(cut(end.join(lines))) == 2


def test_a_wrapped_line_ends_where_a_list_begins() -> None:
    text = "The two sides agreed on these steps for the coming months and years\n- peace\n- trade"
    assert cut(text)[1:] == ["peace", "trade"]
