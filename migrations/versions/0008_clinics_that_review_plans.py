"""clinics that review plans

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('clinic',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('place', sa.String(length=16), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('join_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('story', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clinic')),
    sa.UniqueConstraint('join_hash', name=op.f('uq_clinic_join_hash'))
    )
    op.create_table('change_set',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided', sa.String(length=8), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_change_set_clinic_id_clinic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_set'))
    )
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_set_clinic_id'), ['clinic_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_membership_clinic_id_clinic'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('person_id', name=op.f('uq_membership_person_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_clinic_id'), ['clinic_id'], unique=False)

    op.create_table('protocol',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_protocol_clinic_id_clinic'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_protocol')),
    sa.UniqueConstraint('clinic_id', 'number', name=op.f('uq_protocol_clinic_id_number'))
    )
    op.create_table('enrolment',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['clinic_id'], ['clinic.id'], name=op.f('fk_enrolment_clinic_id_clinic'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_enrolment_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_clinic_id'), ['clinic_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_plan_id'), ['plan_id'], unique=False)

    op.create_table('sign_off',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_sign_off_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_off')),
    sa.UniqueConstraint('enrolment_id', 'number', 'digest', name=op.f('uq_sign_off_enrolment_id_number_digest'))
    )
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_off_plan_id'), ['plan_id'], unique=False)

    op.create_table('clinic_note',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_clinic_note_enrolment_id_enrolment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clinic_note'))
    )
    with op.batch_alter_table('clinic_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clinic_note_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('roster',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('clinic_id', sa.String(length=32), nullable=False),
    sa.Column('standing', sa.String(length=12), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('unsigned', sa.Integer(), nullable=False),
    sa.Column('unanswered', sa.Integer(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['id'], ['enrolment.id'], name=op.f('fk_roster_id_enrolment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster'))
    )
    with op.batch_alter_table('roster', schema=None) as batch_op:
        batch_op.create_index('ix_roster_by_risk', ['clinic_id', 'standing', 'urgency', 'unsigned', 'unanswered', 'id'], unique=False)
        batch_op.create_index('ix_roster_snoozed', ['clinic_id', 'standing', 'until'], unique=False)

    op.create_table('snooze',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('member', sa.String(length=32), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_snooze_enrolment_id_enrolment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snooze'))
    )
    with op.batch_alter_table('snooze', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_snooze_enrolment_id'), ['enrolment_id'], unique=False)

    op.create_table('touched',
    sa.Column('change_set_id', sa.String(length=32), nullable=False),
    sa.Column('enrolment_id', sa.String(length=32), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why_not', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['change_set_id'], ['change_set.id'], name=op.f('fk_touched_change_set_id_change_set'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_touched_enrolment_id_enrolment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('change_set_id', 'enrolment_id', name=op.f('pk_touched'))
    )
    with op.batch_alter_table('touched', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_touched_enrolment_id'), ['enrolment_id'], unique=False)

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('member', sa.String(length=32), nullable=True))

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proved', sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column('used_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('adjusted', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('noted_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('enrolment_id', sa.String(length=32), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('enrolment_id')
        batch_op.drop_column('noted_on')
        batch_op.drop_column('adjusted')

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_column('until')
        batch_op.drop_column('used_at')
        batch_op.drop_column('proved')

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_column('member')

    with op.batch_alter_table('touched', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_touched_enrolment_id'))

    op.drop_table('touched')
    with op.batch_alter_table('snooze', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_snooze_enrolment_id'))

    op.drop_table('snooze')
    with op.batch_alter_table('roster', schema=None) as batch_op:
        batch_op.drop_index('ix_roster_snoozed')
        batch_op.drop_index('ix_roster_by_risk')

    op.drop_table('roster')
    with op.batch_alter_table('clinic_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clinic_note_enrolment_id'))

    op.drop_table('clinic_note')
    with op.batch_alter_table('sign_off', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_off_plan_id'))

    op.drop_table('sign_off')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_plan_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_clinic_id'))

    op.drop_table('enrolment')
    op.drop_table('protocol')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_clinic_id'))

    op.drop_table('membership')
    with op.batch_alter_table('change_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_set_clinic_id'))

    op.drop_table('change_set')
    op.drop_table('clinic')
