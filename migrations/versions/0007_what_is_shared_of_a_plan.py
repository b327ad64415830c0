"""what is shared of a plan, and with whom

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('share',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('choices', sa.LargeBinary(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_share_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_share_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share')),
    sa.UniqueConstraint('person_id', name=op.f('uq_share_person_id'))
    )
    with op.batch_alter_table('share', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_share_plan_id'), ['plan_id'], unique=False)

    op.create_table('share_look',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('share_id', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['share_id'], ['share.id'], name=op.f('fk_share_look_share_id_share'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_look'))
    )
    with op.batch_alter_table('share_look', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_share_look_share_id'), ['share_id'], unique=False)

    op.create_table('partner_step',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_partner_step_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_step'))
    )
    with op.batch_alter_table('partner_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_partner_step_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.add_column(sa.Column('share_id', sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f('ix_feed_share_id'), ['share_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_feed_share_id_share'), 'share', ['share_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('share_id', sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f('ix_change_share_id'), ['share_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_change_share_id_share'), 'share', ['share_id'], ['id'], ondelete='SET NULL')

    # A code that was chosen before these columns has been there for long enough to prove something.
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('coded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('code_since', sa.DateTime(timezone=True), nullable=True))

    # Whoever ends a device ends the invitations made on it, whose persons nothing else tells.
    with op.batch_alter_table('way_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_way_in_made_on'), ['made_on'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('way_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_way_in_made_on'))

    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_column('code_since')
        batch_op.drop_column('coded_at')

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_change_share_id_share'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_change_share_id'))
        batch_op.drop_column('share_id')

    with op.batch_alter_table('feed', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_feed_share_id_share'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_feed_share_id'))
        batch_op.drop_column('share_id')

    op.drop_table('partner_step')
    op.drop_table('share_look')
    op.drop_table('share')
