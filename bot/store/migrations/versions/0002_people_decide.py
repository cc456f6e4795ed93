"""Findings of messages and reviews in one place, and what people decide about them."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment
from tagging.lexicon import category_of

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

NEW_TABLES = ('models', 'candidates', 'solutions', 'proposals', 'decisions')
READ = (
    ('messages', ('read_as', 'at', 'is_returning')),
    ('reviews', ('read_as', 'product', 'at', 'mined_at', 'is_returning')),
)


def upgrade() -> None:
    for table, columns in READ:
        op.add_column(table, sa.Column('read_as', sa.String(length=200), server_default='', nullable=False))
        op.add_column(table, sa.Column('is_returning', sa.Boolean(), nullable=True))
        where = sa.text("read_as <> ''")
        op.create_index(f'ix_{table}_read', table, list(columns), sqlite_where=where, postgresql_where=where)
    op.execute("UPDATE reviews SET read_as = category WHERE mined_at IS NOT NULL")
    op.execute('CREATE TABLE findings_old AS SELECT * FROM findings')
    op.drop_table('findings')
    _create_findings()
    _move_findings()
    op.drop_table('findings_old')
    _name_categories()
    _create_decisions()
    _create_the_rest()


def _create_findings() -> None:
    op.create_table('findings',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.Column('said_in', sa.String(length=32), nullable=False),
    sa.Column('customer', sa.String(length=32), nullable=True),
    sa.Column('product', sa.String(length=200), server_default='', nullable=False),
    sa.Column('category', sa.String(length=200), server_default='', nullable=False),
    sa.Column('is_returning', sa.Boolean(), nullable=True),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('stance', sa.String(length=64), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('clause', sa.Text(), server_default='', nullable=False),
    sa.Column('rule', sa.String(length=64), server_default='', nullable=False),
    sa.Column('confidence', sa.Integer(), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['customer'], ['customers.id'], name=op.f('fk_findings_customer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings'))
    )
    op.create_index('ix_findings_said_in', 'findings', ['said_in'])
    op.create_index('ix_findings_customer', 'findings', ['customer'])
    op.create_index('ix_findings_category_at', 'findings', ['category', 'at'])
    for name, columns, condition in (
        ('ix_findings_open', ['id'], "state = 'open'"),
        ('ix_findings_decided', ['category', 'id'], "state <> 'open'"),
    ):
        where = sa.text(condition)
        op.create_index(name, 'findings', columns, sqlite_where=where, postgresql_where=where)


def _move_findings() -> None:
    """Give each finding of a review its id, whose it is and of what; nobody has looked at it yet.

    The ids begin with zeros, so that these findings are older than all that come: the newest are looked at first.
    """
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    chance = 'lower(hex(randomblob(12)))' if is_sqlite else "right(replace(gen_random_uuid()::text, '-', ''), 24)"
    fresh = f"'00000000' || {chance}"
    op.execute(
        'INSERT INTO findings (id, origin, said_in, customer, product, category, concern, stance,'
        ' start, "end", evidence, confidence, at, state)'
        f" SELECT {fresh}, 'review', f.review, r.customer, r.product, r.category, f.concern, f.stance,"
        ' f.start, f."end", f.evidence, f.confidence, COALESCE(r.at, r.mined_at, 0), \'open\''
        ' FROM findings_old f JOIN reviews r ON r.id = f.review'
    )


def _name_categories() -> None:
    """Count a category under one name, whatever the file called it."""
    connection = op.get_bind()
    for (said,) in connection.execute(sa.text('SELECT DISTINCT category FROM reviews')).all():
        known, is_known = category_of(said)
        if is_known and known != said:
            names = {'known': known, 'said': said}
            connection.execute(sa.text('UPDATE findings SET category = :known WHERE category = :said'), names)
            connection.execute(sa.text('UPDATE reviews SET read_as = :known WHERE read_as = :said'), names)


def _create_decisions() -> None:
    op.create_table('decisions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('finding', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['finding'], ['findings.id'], name=op.f('fk_decisions_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions'))
    )
    op.create_index('ix_decisions_finding', 'decisions', ['finding'])
    op.create_table('proposals',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('finding', sa.String(length=32), nullable=True),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('list', sa.String(length=64), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.Column('is_addition', sa.Boolean(), nullable=False),
    sa.Column('category', sa.String(length=200), server_default='', nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('settled_by', sa.String(length=200), server_default='', nullable=False),
    sa.Column('settled_at', Moment(), nullable=True),
    sa.ForeignKeyConstraint(['finding'], ['findings.id'], name=op.f('fk_proposals_finding')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals'))
    )


def _create_the_rest() -> None:
    op.create_table('solutions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('concern', sa.String(length=64), nullable=False),
    sa.Column('product', sa.String(length=200), server_default='', nullable=False),
    sa.Column('category', sa.String(length=200), server_default='', nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('script', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_solutions'))
    )
    op.create_index('ix_solutions_concern', 'solutions', ['concern'])
    op.create_table('candidates',
    sa.Column('category', sa.String(length=200), nullable=False),
    sa.Column('term', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('concern', sa.String(length=64), server_default='', nullable=False),
    sa.Column('who', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('category', 'term', name=op.f('pk_candidates'))
    )
    op.create_table('models',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=200), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.Column('decided', sa.Integer(), nullable=False),
    sa.Column('examples', sa.Integer(), nullable=False),
    sa.Column('in_charge', sa.String(length=64), nullable=False),
    sa.Column('charge', sa.JSON(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_models'))
    )


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.execute(
        'CREATE TABLE findings_new AS SELECT said_in AS review, start, concern, stance,'
        ' MAX("end") AS "end", MAX(evidence) AS evidence, MAX(confidence) AS confidence'
        " FROM findings WHERE origin = 'review' GROUP BY said_in, start, concern, stance"
    )
    op.drop_table('findings')
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
    op.create_index('ix_findings_concern_stance', 'findings', ['concern', 'stance'])
    op.execute(
        'INSERT INTO findings (review, start, concern, stance, "end", evidence, confidence)'
        ' SELECT review, start, concern, stance, "end", evidence, confidence FROM findings_new'
    )
    op.drop_table('findings_new')
    for table, _ in READ:
        op.drop_index(f'ix_{table}_read', table)
        op.execute(f'ALTER TABLE {table} DROP COLUMN is_returning')
        op.execute(f'ALTER TABLE {table} DROP COLUMN read_as')
