"""on which device a way in was made; what was sent is no longer kept as a hash that could be guessed

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('way_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('made_on', sa.String(length=32), nullable=True))
    op.execute("DELETE FROM once")


def downgrade() -> None:
    op.execute("DELETE FROM once")
    with op.batch_alter_table('way_in', schema=None) as batch_op:
        batch_op.drop_column('made_on')
