"""reminders: how people are reached, what is to be sent, and what became of it

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tally',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('what', sa.String(length=24), nullable=False),
    sa.Column('why', sa.String(length=24), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'what', 'why', name=op.f('pk_tally'))
    )
    op.create_table('channel',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('device', sa.String(length=32), nullable=True),
    sa.Column('daily', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('test', sa.LargeBinary(), nullable=True),
    sa.Column('tested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proven_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dead', sa.String(length=24), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_channel_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel'))
    )
    with op.batch_alter_table('channel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_address_hash'), ['address_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_channel_person_id'), ['person_id'], unique=False)

    op.create_table('reminded',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['person.id'], name=op.f('fk_reminded_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminded'))
    )
    op.create_table('watched_plan',
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('look_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_watched_plan_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_watched_plan'))
    )
    with op.batch_alter_table('watched_plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_watched_plan_look_at'), ['look_at'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=True),
    sa.Column('channel_id', sa.String(length=32), nullable=True),
    sa.Column('to', sa.String(length=32), nullable=False),
    sa.Column('share_id', sa.String(length=32), nullable=True),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stale_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('taken_by', sa.String(length=32), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=24), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('told_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_notice_channel_id_channel'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_notice_plan_id_plan'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['share_id'], ['share.id'], name=op.f('fk_notice_share_id_share'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_channel_id'), ['channel_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_plan_id'), ['plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_share_id'), ['share_id'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('notice_id', sa.String(length=32), nullable=False),
    sa.Column('channel_id', sa.String(length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=24), nullable=False),
    sa.Column('receipt', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channel.id'], name=op.f('fk_message_channel_id_channel'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_message_notice_id_notice'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('notice_id', 'channel_id', name=op.f('uq_message_notice_id_channel_id'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_channel_id'), ['channel_id'], unique=False)



def downgrade() -> None:
    op.drop_table('message')
    op.drop_table('notice')
    op.drop_table('watched_plan')
    op.drop_table('reminded')
    op.drop_table('channel')
    op.drop_table('tally')
