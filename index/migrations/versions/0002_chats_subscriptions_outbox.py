"""Chats with their questions and subscriptions, and the outbox. What is there is not news."""

import sqlalchemy as sa
from alembic import op

from index.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _chat() -> "sa.Column[int]":
    key = sa.ForeignKey("chats.id", ondelete="CASCADE", onupdate="CASCADE")
    return sa.Column("chat_id", sa.BigInteger, key, nullable=False)


def upgrade() -> None:
    """Create the tables of those who read; readouts that are there count as announced."""
    with op.batch_alter_table("readouts") as table:
        table.add_column(sa.Column("announced_at", Moment))
        table.create_index("readouts_announced", ["announced_at"])
    op.execute("UPDATE readouts SET announced_at = added_at")
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(2)),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("since", Moment, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer, primary_key=True),
        _chat(),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
    )
    op.create_index("questions_chat", "questions", ["chat_id", "id"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, primary_key=True),
        _chat(),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("rhythm", sa.String(8), nullable=False),
        sa.Column("hour", sa.Integer, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.UniqueConstraint("chat_id", "subject", name="subscriptions_once"),
    )
    op.create_index("subscriptions_subject", "subscriptions", ["subject"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        _chat(),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("digest", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("changed_at", Moment, nullable=False),
        sa.UniqueConstraint("chat_id", "about", name="outbox_once"),
    )
    op.create_index("outbox_due", "outbox", ["state", "due_at"])
    op.create_index("outbox_about", "outbox", ["about"])
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("written_at", Moment, nullable=False),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer, primary_key=True),
        _chat(),
        sa.Column("readout", sa.JSON, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("written_at", Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("drafts", "broadcasts", "outbox", "subscriptions", "questions", "chats"):
        op.drop_table(name)
    with op.batch_alter_table("readouts") as table:
        table.drop_index("readouts_announced")
        table.drop_column("announced_at")
