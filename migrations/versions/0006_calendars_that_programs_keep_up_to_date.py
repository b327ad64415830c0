"""calendars that programs keep up to date, and a person's own words for steps

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('feed',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('choices', sa.LargeBinary(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('floor', sa.Integer(), nullable=False),
    sa.Column('test', sa.LargeBinary(), nullable=True),
    sa.Column('tested_on', sa.Date(), nullable=True),
    sa.Column('proven_on', sa.Date(), nullable=True),
    sa.Column('health', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_feed_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed'))
    )
    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_plan_id'), ['plan_id'], unique=False)

    op.create_table('nickname',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_nickname_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nickname'))
    )
    with op.batch_alter_table('nickname', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nickname_plan_id'), ['plan_id'], unique=False)

    op.create_table('feed_address',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('feed_id', sa.String(length=32), nullable=False),
    sa.Column('etag', sa.String(length=32), nullable=False),
    sa.Column('modified', sa.BigInteger(), nullable=False),
    sa.Column('look_at', sa.BigInteger(), nullable=True),
    sa.Column('gone_at', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('fetches', sa.String(length=1000), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_feed_address_feed_id_feed'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_feed_address'))
    )
    with op.batch_alter_table('feed_address', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_feed_address_feed_id'), ['feed_id'], unique=False)

    op.create_table('feed_event',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('feed_id', sa.String(length=32), nullable=False),
    sa.Column('uid', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('modified', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_on', sa.Date(), nullable=True),
    sa.Column('dropped', sa.Boolean(), nullable=False),
    sa.Column('days', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['feed_id'], ['feed.id'], name=op.f('fk_feed_event_feed_id_feed'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_event')),
    sa.UniqueConstraint('feed_id', 'uid', name=op.f('uq_feed_event_feed_id_uid'))
    )


def downgrade() -> None:
    op.drop_table('feed_event')
    op.drop_table('feed_address')
    op.drop_table('nickname')
    op.drop_table('feed')
