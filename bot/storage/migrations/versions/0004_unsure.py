"""How often a message may have arrived already, which digest told what was folded, and pushes that are held."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stands in the schema: a version that does not know the column writes rows beside this one.
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.add_column(sa.Column("unsure", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("folded_into", sa.Integer(), nullable=True))
    few = sa.text("unsure > 0")
    op.create_index("ix_outbox_unsure", "outbox", ["push_id"], sqlite_where=few, postgresql_where=few)
    held = sa.text("state != 'active'")
    op.create_index("ix_pushes_held", "pushes", ["id"], sqlite_where=held, postgresql_where=held)


def downgrade() -> None:
    op.drop_index("ix_pushes_held", "pushes")
    op.drop_index("ix_outbox_unsure", "outbox")
    with op.batch_alter_table("outbox") as batch_op:
        batch_op.drop_column("folded_into")
        batch_op.drop_column("unsure")
