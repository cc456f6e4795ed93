"""The first tables."""

import sqlalchemy as sa
from alembic import op

import bot.store.columns

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    'audit',
    'customers',
    'group_chats',
    'inbox',
    'materials',
    'offers',
    'posts',
    'products',
    'scripts',
    'staff',
    'aliases',
    'assignments',
    'consents',
    'contacts',
    'followups',
    'members',
    'messages',
    'orders',
    'outbox',
    'purchase_states',
    'reviews',
    'tag_events',
    'tags',
    'findings',
    'order_items',
)


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', bot.store.columns.Moment(), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('what', sa.String(length=64), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_at'), ['at'], unique=False)

    op.create_table('customers',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), server_default='', nullable=False),
    sa.Column('phone', sa.String(length=64), server_default='', nullable=False),
    sa.Column('source', sa.String(length=200), server_default='', nullable=False),
    sa.Column('city', sa.String(length=200), server_default='', nullable=False),
    sa.Column('birthday', bot.store.columns.Day(), nullable=True),
    sa.Column('created_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('opted_out_at', bot.store.columns.Moment(), nullable=True),
    sa.Column('complained_at', bot.store.columns.Moment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customers'))
    )
    op.create_table('group_chats',
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=200), server_default='', nullable=False),
    sa.Column('created_at', bot.store.columns.Moment(), nullable=False),
    sa.PrimaryKeyConstraint('account', 'chat', name=op.f('pk_group_chats'))
    )
    op.create_table('inbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('raw', sa.Text(), nullable=False),
    sa.Column('received_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('settled_at', bot.store.columns.Moment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox')),
    sa.UniqueConstraint('account', 'key', name=op.f('uq_inbox_account_key'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_new', ['id'], unique=False, sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'"))
        batch_op.create_index('ix_inbox_parked', ['id'], unique=False, sqlite_where=sa.text("state = 'parked'"), postgresql_where=sa.text("state = 'parked'"))

    op.create_table('materials',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_materials'))
    )
    op.create_table('offers',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_offers'))
    )
    op.create_table('posts',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('material', sa.String(length=64), nullable=False),
    sa.Column('product', sa.String(length=200), server_default='', nullable=False),
    sa.Column('dimension', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('due_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('settled_at', bot.store.columns.Moment(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posts')),
    sa.UniqueConstraint('account', 'due_at', name=op.f('uq_posts_account_due_at'))
    )
    with op.batch_alter_table('posts', schema=None) as batch_op:
        batch_op.create_index('ix_posts_approved', ['due_at'], unique=False, sqlite_where=sa.text("state = 'approved'"), postgresql_where=sa.text("state = 'approved'"))

    op.create_table('products',
    sa.Column('code', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=200), server_default='', nullable=False),
    sa.Column('category', sa.String(length=200), server_default='', nullable=False),
    sa.Column('price_fen', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_products'))
    )
    op.create_table('scripts',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_scripts'))
    )
    op.create_table('staff',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.store.columns.Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff'))
    )
    op.create_table('aliases',
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('alias', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_aliases_customer')),
    sa.PrimaryKeyConstraint('source', 'alias', name=op.f('pk_aliases'))
    )
    with op.batch_alter_table('aliases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_aliases_customer'), ['customer'], unique=False)

    op.create_table('assignments',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('offer', sa.String(length=64), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('at', bot.store.columns.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_assignments_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignments'))
    )
    with op.batch_alter_table('assignments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assignments_customer_at'), ['customer', 'at'], unique=False)

    op.create_table('consents',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('is_given', sa.Boolean(), nullable=False),
    sa.Column('ground', sa.String(length=200), nullable=False),
    sa.Column('at', bot.store.columns.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_consents_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    with op.batch_alter_table('consents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consents_customer_at'), ['customer', 'at'], unique=False)

    op.create_table('contacts',
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('nickname', sa.String(length=200), server_default='', nullable=False),
    sa.Column('is_following', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('first_seen', bot.store.columns.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_contacts_customer')),
    sa.PrimaryKeyConstraint('account', 'contact', name=op.f('pk_contacts'))
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contacts_customer'), ['customer'], unique=False)

    op.create_table('followups',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('about', sa.String(length=64), server_default='', nullable=False),
    sa.Column('due_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('settled_at', bot.store.columns.Moment(), nullable=True),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_followups_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_followups'))
    )
    with op.batch_alter_table('followups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followups_customer'), ['customer'], unique=False)
        batch_op.create_index('ix_followups_open', ['due_at'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('members',
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('chat', sa.String(length=200), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('nickname', sa.String(length=200), server_default='', nullable=False),
    sa.Column('joined_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('left_at', bot.store.columns.Moment(), nullable=True),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_members_customer')),
    sa.PrimaryKeyConstraint('account', 'chat', 'contact', name=op.f('pk_members'))
    )
    op.create_table('messages',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('direction', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('at', bot.store.columns.Moment(), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_messages_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('origin', name=op.f('uq_messages_origin'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_messages_customer_at'), ['customer', 'at'], unique=False)

    op.create_table('orders',
    sa.Column('order_no', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('paid_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('day', bot.store.columns.Day(), nullable=False),
    sa.Column('amount_fen', sa.BigInteger(), nullable=False),
    sa.Column('discount_fen', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('status', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_orders_customer')),
    sa.PrimaryKeyConstraint('order_no', name=op.f('pk_orders'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_customer_day'), ['customer', 'day'], unique=False)

    op.create_table('outbox',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('target', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=True),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('created_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('due_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('expires_at', bot.store.columns.Moment(), nullable=False),
    sa.Column('lease_until', bot.store.columns.Moment(), nullable=True),
    sa.Column('tries', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('because', sa.JSON(), nullable=True),
    sa.Column('receipt', sa.String(length=200), server_default='', nullable=False),
    sa.Column('settled_at', bot.store.columns.Moment(), nullable=True),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_outbox_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_by_hand', ['id'], unique=False, sqlite_where=sa.text("state = 'by_hand'"), postgresql_where=sa.text("state = 'by_hand'"))
        batch_op.create_index(batch_op.f('ix_outbox_customer_created_at'), ['customer', 'created_at'], unique=False)
        batch_op.create_index('ix_outbox_due', ['account', 'due_at'], unique=False, sqlite_where=sa.text("state = 'due'"), postgresql_where=sa.text("state = 'due'"))
        batch_op.create_index('ix_outbox_failed', ['id'], unique=False, sqlite_where=sa.text("state = 'failed'"), postgresql_where=sa.text("state = 'failed'"))
        batch_op.create_index('ix_outbox_missed', ['id'], unique=False, sqlite_where=sa.text("state = 'missed'"), postgresql_where=sa.text("state = 'missed'"))
        batch_op.create_index('ix_outbox_sending', ['lease_until'], unique=False, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))
        batch_op.create_index('ix_outbox_uncertain', ['id'], unique=False, sqlite_where=sa.text("state = 'uncertain'"), postgresql_where=sa.text("state = 'uncertain'"))

    op.create_table('purchase_states',
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('first_day', bot.store.columns.Day(), nullable=True),
    sa.Column('last_day', bot.store.columns.Day(), nullable=True),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.Column('money_fen', sa.BigInteger(), nullable=False),
    sa.Column('items', sa.Integer(), nullable=False),
    sa.Column('discounted_fen', sa.BigInteger(), nullable=False),
    sa.Column('discounted_orders', sa.Integer(), nullable=False),
    sa.Column('open_day', bot.store.columns.Day(), nullable=True),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_purchase_states_customer')),
    sa.PrimaryKeyConstraint('customer', name=op.f('pk_purchase_states'))
    )
    op.create_table('reviews',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=True),
    sa.Column('product', sa.String(length=200), server_default='', nullable=False),
    sa.Column('category', sa.String(length=200), server_default='', nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('at', bot.store.columns.Moment(), nullable=True),
    sa.Column('mined_at', bot.store.columns.Moment(), nullable=True),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_reviews_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('key', name=op.f('uq_reviews_key'))
    )
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.create_index('ix_reviews_unmined', ['id'], unique=False, sqlite_where=sa.text('mined_at IS NULL'), postgresql_where=sa.text('mined_at IS NULL'))

    op.create_table('tag_events',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('stance', sa.String(length=64), nullable=False),
    sa.Column('what', sa.String(length=64), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=True),
    sa.Column('at', bot.store.columns.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_tag_events_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag_events'))
    )
    with op.batch_alter_table('tag_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tag_events_customer_at'), ['customer', 'at'], unique=False)

    op.create_table('tags',
    sa.Column('customer', sa.String(length=32), nullable=False),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('stance', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('sentence', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Integer(), nullable=False),
    sa.Column('seen', sa.Integer(), nullable=False),
    sa.Column('first_seen', bot.store.columns.Moment(), nullable=False),
    sa.Column('last_seen', bot.store.columns.Moment(), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_tags_customer')),
    sa.PrimaryKeyConstraint('customer', 'concern', 'stance', name=op.f('pk_tags'))
    )
    op.create_table('findings',
    sa.Column('review', sa.String(length=32), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('stance', sa.String(length=64), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['review'], ['reviews.id'], name=op.f('fk_findings_review')),
    sa.PrimaryKeyConstraint('review', 'start', 'concern', 'stance', name=op.f('pk_findings'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_concern_stance'), ['concern', 'stance'], unique=False)

    op.create_table('order_items',
    sa.Column('order_no', sa.String(length=200), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('product', sa.String(length=200), server_default='', nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('price_fen', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['order_no'], ['orders.order_no'], name=op.f('fk_order_items_order_no')),
    sa.PrimaryKeyConstraint('order_no', 'line', name=op.f('pk_order_items'))
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
