"""Everything that can go wrong in a way that a person can put right.

LeaderCallsError
├── ReadoutError        a file or a line is not a readout we can read
│   └── DateUnknown     nothing in it decides when the call took place
├── GazetteerError      a gazetteer file breaks its own rules
├── ModelError          the sentence model cannot be loaded
├── SettingsError       a setting cannot be used; one line a mistake
├── StoreError          the database cannot be opened, or refuses a change
├── LimitReached        a reader has as much of something as a reader can have
├── FetchError          a page of the web cannot be fetched, or is refused
├── EvaluationError     a file of questions cannot be used
├── QuoteError          a quotation does not stand in its readout
└── TrainingError       text to train on, or an unfinished training, cannot be used

Each message says what is wrong, shows the value and says what to do next, in one line.
"""


class LeaderCallsError(Exception):
    """The family's head: catch it to show a person its message."""


class ReadoutError(LeaderCallsError):
    """A file or a line is not a readout that can be read."""


class DateUnknown(ReadoutError):
    """A readout does not say when its call took place, or not in which year."""


class GazetteerError(LeaderCallsError):
    """A gazetteer file breaks its own rules."""


class ModelError(LeaderCallsError):
    """The sentence model cannot be loaded."""


class SettingsError(LeaderCallsError):
    """Settings that cannot be used: one line a mistake."""


class StoreError(LeaderCallsError):
    """The database cannot be opened or refuses a change."""


class LimitReached(LeaderCallsError):
    """A reader has as much of something as a reader can have."""


class FetchError(LeaderCallsError):
    """A page or a feed of the web cannot be fetched, or is refused.

    `status` is the HTTP status where a server answered with a bad one, `retry_after` the seconds
    it asks to wait.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class EvaluationError(LeaderCallsError):
    """A file of evaluation questions or readouts cannot be used."""


class QuoteError(LeaderCallsError):
    """A quotation does not stand in its readout, letter for letter."""


class TrainingError(LeaderCallsError):
    """Text to train on, or an unfinished training, cannot be used."""
