"""The same messages in a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import render_answer
from bot.render import Draft, Message
from bot.terminal import BAR, as_text
from bot.wording import Wording
from index.archive import Archive
from tests.calls import LIBYA_EN

ANYTHING = st.text("ab😀پ\n", min_size=1)


def test_quotes_have_a_bar_and_links_their_address(small: Archive) -> None:
    answer = small.ask("foreign fighters in Libya")
    text = as_text(render_answer(answer, Wording("en", small.linker.gazetteer)))
    assert f"\n▌ {answer.quotes[0].text}\n" in text
    assert text.endswith(f"Source: Kremlin <{LIBYA_EN.source_url}>")


@pytest.mark.parametrize("kind", ["blockquote", "expandable_blockquote"])
def test_each_quoted_line_has_a_bar(kind: str) -> None:
    draft = Draft().add("😀 so: ").add("one\n😀\nthree", kind).add("\nend")
    assert as_text(_message(draft)) == "😀 so: ▌ one\n▌ 😀\n▌ three\nend"


def test_plain_text_stays_as_it_is() -> None:
    assert as_text(Message("Libya 😀")) == "Libya 😀"


@given(ANYTHING, ANYTHING, ANYTHING)
def test_nothing_is_lost(before: str, quote: str, after: str) -> None:
    draft = Draft().add(before, "bold").add(quote, "blockquote").add(after)
    assert as_text(_message(draft)).replace(BAR, "") == before + quote + after


def _message(draft: Draft) -> Message:
    """A message whose quotations are of no readout."""
    return Message(draft.text, tuple(draft.entities))
