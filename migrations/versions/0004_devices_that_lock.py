"""how a device is kept: the person's own, locked, by which code, and after how long

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('own', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('locked', sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column('code_hash', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('code_wrong', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wrong_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('idle_minutes', sa.Integer(), nullable=True))
    # Nobody has said yet that a device is their own: nothing is kept on it, as before.
    op.execute(sa.text("UPDATE device SET own = :no, code_wrong = 0").bindparams(sa.bindparam('no', False, sa.Boolean())))
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.alter_column('own', existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column('code_wrong', existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.drop_column('idle_minutes')
        batch_op.drop_column('wrong_at')
        batch_op.drop_column('code_wrong')
        batch_op.drop_column('code_hash')
        batch_op.drop_column('locked')
        batch_op.drop_column('own')
