"""What happens to a quotation after it was made: revisions, approvals, states."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None: ...
