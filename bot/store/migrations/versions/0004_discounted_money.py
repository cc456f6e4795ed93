"""What was paid in orders with a discount."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('purchase_states',
    sa.Column('discounted_money_fen', sa.BigInteger(), server_default=sa.text('0'), nullable=False)
    )
    op.execute("""
        UPDATE purchase_states SET discounted_money_fen = (
            SELECT COALESCE(SUM(amount_fen), 0) FROM orders
            WHERE orders.customer = purchase_states.customer
            AND status = 'paid' AND amount_fen > 0 AND discount_fen > 0
        )
        WHERE discounted_orders > 0
    """)


def downgrade() -> None:
    op.drop_column('purchase_states', 'discounted_money_fen')
