"""phone numbers of the team, kept with a plan

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('team_phone',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_team_phone_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_phone'))
    )
    with op.batch_alter_table('team_phone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_phone_plan_id'), ['plan_id'], unique=False)


def downgrade() -> None:
    op.drop_table('team_phone')
