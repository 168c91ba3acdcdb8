"""From what a person types to a question that is understood."""

from datetime import date

from index.conversation import Turn, made_whole
from index.finglish import is_finglish
from index.linking import Linker
from index.question import Question, understand
from index.snapshot import Snapshot


def read_question(
    text: str, snapshot: Snapshot, linker: Linker, today: date, before: Turn | None = None
) -> Question:
    """A question in either language, in Finglish, or one that goes on from the one before."""
    spelled = text
    if is_finglish(text):
        names = {i for mention in linker.link(text) for i in range(mention.start, mention.end)}
        spelled = snapshot.romanised.in_persian(text, names)
    whole = made_whole(spelled, before, linker)
    return understand(whole.text, linker, today, snapshot.words, whole.call)
