"""The tables of the database."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A point in time, in UTC; also from databases that forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, as it is stored."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def _chat() -> Column[int]:
    """The chat that a row belongs to: it goes with it, and follows it to a new id."""
    key = ForeignKey("chats.id", ondelete="CASCADE", onupdate="CASCADE")
    return Column("chat_id", BigInteger, key, nullable=False)


readouts = Table(
    "readouts",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("call", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("participants", JSON, nullable=False),
    Column("language", String(2), nullable=False),
    Column("source", Text, nullable=False),
    Column("source_url", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("added_at", Moment, nullable=False),
    # When subscribers' messages about it were put into the outbox, or that none are wanted.
    Column("announced_at", Moment),
    # The call it was tied to; "" for the call of its own day and people.
    Column("call_id", Text, nullable=False, server_default=""),
    Index("readouts_date", "date"),
    Index("readouts_call", "call"),
    Index("readouts_announced", "announced_at"),
)
vectors = Table(
    "vectors",
    metadata,
    Column("model", String(120), primary_key=True),
    Column("text_hash", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(2)),
    Column("time_zone", String(64), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
)
# What chats asked and were answered, for follow-ups and for buttons under the answers.
questions = Table(
    "questions",
    metadata,
    Column("id", Integer, primary_key=True),
    _chat(),
    Column("text", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Index("questions_chat", "chat_id", "id"),
)
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    _chat(),
    Column("subject", String(300), nullable=False),
    Column("rhythm", String(8), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    UniqueConstraint("chat_id", "subject", name="subscriptions_once"),
    Index("subscriptions_subject", "subject"),
)
# One row a chat and call (or broadcast): what is still to be sent, and what was.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    _chat(),
    Column("about", Text, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("chat_id", "about", name="outbox_once"),
    Index("outbox_due", "state", "due_at"),
    Index("outbox_about", "about"),
)
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("written_at", Moment, nullable=False),
)
# Readouts that an operator has sent and not yet confirmed.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    _chat(),
    Column("readout", JSON, nullable=False),
    Column("message_id", BigInteger),
    Column("written_at", Moment, nullable=False),
)
# Where new calls come from: what a server said last, and how its last checks went.
sources = Table(
    "sources",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("modified", Text, nullable=False),
    Column("checked_at", Moment),
    Column("succeeded_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("told", Boolean, nullable=False),
)
# What sources listed, by the hash of its address, and what became of it.
items = Table(
    "items",
    metadata,
    Column("url_hash", String(64), primary_key=True),
    Column("source", String(60), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("readout", String(200)),
)
# Texts that a source has replaced since, by their digest: quotes of them stay true.
versions = Table(
    "versions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("readout_id", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
)
