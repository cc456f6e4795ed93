"""Personas an account; posts with pictures, link and audience; plans' gaps, reactions, drafts."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

APPROVED, QUEUED, STANDING = (
    sa.text("state = 'approved'"), sa.text("state = 'queued'"), sa.text("state NOT IN ('skipped', 'missed')")
)


def _post_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column('products', sa.JSON(), server_default='[]', nullable=False),
        sa.Column('pictures', sa.JSON(), server_default='[]', nullable=False),
        sa.Column('audience', sa.JSON(), server_default='{}', nullable=False),
        sa.Column('previous', sa.JSON(), nullable=True),
        *(
            sa.Column(name, sa.Text(), server_default='', nullable=False)
            for name in ('video', 'link', 'link_title', 'evidence')
        ),
    ]


def upgrade() -> None:
    op.create_table('personas',
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('updated_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('account', name=op.f('pk_personas'))
    )
    op.create_table('plans',
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('holes', sa.JSON(), nullable=False),
    sa.Column('unmet', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('account', name=op.f('pk_plans'))
    )
    op.create_table('material_drafts',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_material_drafts'))
    )
    op.add_column('outbox', sa.Column('content', sa.JSON(), nullable=True))
    _change_posts()
    op.create_table('reactions',
    sa.Column('post', sa.String(length=32), nullable=False),
    sa.Column('likes', sa.Integer(), nullable=False),
    sa.Column('comments', sa.Integer(), nullable=False),
    sa.Column('visits', sa.Integer(), nullable=False),
    sa.Column('noted_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['post'], ['posts.id'], name=op.f('fk_reactions_post')),
    sa.PrimaryKeyConstraint('post', name=op.f('pk_reactions'))
    )
    op.create_index('ix_orders_day', 'orders', ['day'])
    contents = {row.key: dict(row.content) for row in _rows('materials')}
    for content in contents.values():
        product = content.pop('product', '')
        content['products'] = [product] if product else []
    _set('materials', 'content', contents)


def _change_posts() -> None:
    for column in _post_columns():
        op.add_column('posts', column)
    _set('posts', 'products', {row.id: [row.product] for row in _rows('posts') if row.product})
    op.drop_index('ix_posts_approved', table_name='posts')
    with op.batch_alter_table('posts') as posts:
        posts.drop_column('product')
        posts.drop_constraint('uq_posts_account_due_at', type_='unique')
    op.create_index('ix_posts_approved', 'posts', ['due_at'], sqlite_where=APPROVED, postgresql_where=APPROVED)
    op.create_index('ix_posts_queued', 'posts', ['id'], sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_index('ix_posts_account_due_at', 'posts', ['account', 'due_at'])
    op.create_index(
        'uq_posts_standing', 'posts', ['account', 'due_at'], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )


def _kept(table: str) -> sa.Table:
    return sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())


def _rows(table: str) -> Sequence[sa.Row[Any]]:
    return op.get_bind().execute(sa.select(_kept(table))).all()


def _set(table: str, column: str, values: Mapping[str, object]) -> None:
    """Give rows, by their primary key, another value in one column."""
    if not values:
        return
    kept = _kept(table)
    (key,) = kept.primary_key
    change = sa.update(kept).where(key == sa.bindparam('row')).values({column: sa.bindparam('value')})
    op.get_bind().execute(change, [{'row': row, 'value': value} for row, value in values.items()])


def downgrade() -> None:
    for name in ('reactions', 'material_drafts', 'plans', 'personas'):
        op.drop_table(name)
    op.drop_index('ix_orders_day', table_name='orders')
    contents = {row.key: dict(row.content) for row in _rows('materials')}
    for content in contents.values():
        content['product'] = ''.join(content.pop('products', [])[:1])
    _set('materials', 'content', contents)
    op.execute("DELETE FROM posts WHERE state IN ('skipped', 'missed')")
    op.execute("UPDATE posts SET state = 'queued' WHERE state = 'published'")
    op.add_column('posts', sa.Column('product', sa.String(length=200), server_default='', nullable=False))
    _set('posts', 'product', {row.id: row.products[0] for row in _rows('posts') if row.products})
    for name in ('ix_posts_approved', 'ix_posts_queued', 'uq_posts_standing', 'ix_posts_account_due_at'):
        op.drop_index(name, table_name='posts')
    with op.batch_alter_table('posts') as posts:
        posts.create_unique_constraint('uq_posts_account_due_at', ['account', 'due_at'])
        for column in _post_columns():
            posts.drop_column(column.name)
    op.create_index('ix_posts_approved', 'posts', ['due_at'], sqlite_where=APPROVED, postgresql_where=APPROVED)
    op.drop_column('outbox', 'content')
