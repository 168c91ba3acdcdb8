"""Sources with their items, earlier versions of texts, and the call that a readout is tied to."""

import sqlalchemy as sa
from alembic import op

from index.schema import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; the readouts that are there stay with the calls of their day."""
    with op.batch_alter_table("readouts") as table:
        table.add_column(sa.Column("call_id", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "sources",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("modified", sa.Text, nullable=False),
        sa.Column("checked_at", Moment),
        sa.Column("succeeded_at", Moment),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("told", sa.Boolean, nullable=False),
    )
    op.create_table(
        "items",
        sa.Column("url_hash", sa.String(64), primary_key=True),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("first_seen", Moment, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("readout", sa.String(200)),
    )
    op.create_table(
        "versions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("readout_id", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("replaced_at", Moment, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("versions", "items", "sources"):
        op.drop_table(name)
    with op.batch_alter_table("readouts") as table:
        table.drop_column("call_id")
