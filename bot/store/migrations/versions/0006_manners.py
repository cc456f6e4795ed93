"""What manners ask of a customer, and of every message: which kind of touch it is."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('customers',
    sa.Column('is_minor', sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column('customers', sa.Column('zone', sa.String(length=64), server_default='', nullable=False))
    op.add_column('customers', sa.Column('refund_at', Moment(), nullable=True))
    op.add_column('outbox', sa.Column('touch', sa.String(length=64), nullable=True))
    in_groups = sa.text("kind = 'group'")
    op.create_index(
        'ix_outbox_group', 'outbox', ['account', 'target'],
        sqlite_where=in_groups, postgresql_where=in_groups,
    )
    # who had opted out was spared service, too: now that is a refusal of its own
    op.execute("""
        INSERT INTO consents (id, customer, purpose, is_given, ground, at)
        SELECT id, id, 'service', FALSE, '退订', opted_out_at FROM customers
        WHERE opted_out_at IS NOT NULL
    """)


def downgrade() -> None:
    op.execute("DELETE FROM consents WHERE purpose = 'service'")
    op.drop_index('ix_outbox_group', table_name='outbox')
    op.drop_column('outbox', 'touch')
    for column in ('refund_at', 'zone', 'is_minor'):
        op.drop_column('customers', column)
