"""Which of Telegram's updates are done, and those that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waits", sa.Text(), nullable=True),
        sa.Column("skipped", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    op.create_index("ix_updates_at", "updates", ["at"])
    few = sa.text("waits IS NOT NULL")
    op.create_index("ix_updates_waits", "updates", ["id"], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index("ix_updates_waits", "updates")
    op.drop_index("ix_updates_at", "updates")
    op.drop_table("updates")
