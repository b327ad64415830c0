"""changes with what stood before, notes, questions for the team, breaks, and keys for programs

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('looked_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('resting_since', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('unseen', sa.Integer(), nullable=True))
    # What days that have passed already changed is noted the next time the plan is opened.
    op.execute("UPDATE plan SET looked_on = asked_on, unseen = 0")
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.alter_column('looked_on', existing_type=sa.Date(), nullable=False)
        batch_op.alter_column('unseen', existing_type=sa.Integer(), nullable=False)

    op.create_table('change',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('patch', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_change_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_change_plan_id_number'))
    )
    op.create_table('note',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_note_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_note'))
    )
    with op.batch_alter_table('note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_note_plan_id'), ['plan_id'], unique=False)

    op.create_table('team_question',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_team_question_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_question'))
    )
    with op.batch_alter_table('team_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_question_plan_id'), ['plan_id'], unique=False)

    op.create_table('api_token',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.String(length=60), nullable=False),
    sa.Column('label', sa.LargeBinary(), nullable=False),
    sa.Column('made_on', sa.String(length=32), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_token_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('secret_hash', name=op.f('uq_api_token_secret_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('api_token')
    op.drop_table('team_question')
    op.drop_table('note')
    op.drop_table('change')
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('unseen')
        batch_op.drop_column('resting_since')
        batch_op.drop_column('looked_on')
