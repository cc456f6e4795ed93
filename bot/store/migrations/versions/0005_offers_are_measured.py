"""Who was meant for which offer, who was left without it, and the shop as a whole by day."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Day, Moment

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('portraits',
    sa.Column('day', Day(), autoincrement=False, nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_portraits'))
    )
    op.add_column('assignments',
    sa.Column('arm', sa.String(length=64), server_default='treated', nullable=False)
    )
    op.add_column('assignments',
    sa.Column('layer', sa.String(length=64), server_default='', nullable=False)
    )
    op.create_index('ix_assignments_offer_at', 'assignments', ['offer', 'at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_assignments_offer_at', table_name='assignments')
    op.drop_column('assignments', 'layer')
    op.drop_column('assignments', 'arm')
    op.drop_table('portraits')
