"""Chat logs that became suggestions."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heard_files',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('blocks', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('messages', sa.Integer(), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_heard_files'))
    )


def downgrade() -> None:
    op.drop_table('heard_files')
