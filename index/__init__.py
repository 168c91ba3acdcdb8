"""Reading: text → readout → passage → vector, and question → hits → answer. No Telegram here.

The face of the package is `Archive`: open it with `ArchiveSettings`, `ask` it a question, get an
`Answer` of `Quote`s that stand in their `Readout`s letter for letter.
"""

from index.answer import Answer
from index.archive import Archive
from index.errors import LeaderCallsError
from index.question import Question
from index.quoting import Quote
from index.readout import Readout
from index.settings import ArchiveSettings

__all__ = [
    "Answer",
    "Archive",
    "ArchiveSettings",
    "LeaderCallsError",
    "Question",
    "Quote",
    "Readout",
]
