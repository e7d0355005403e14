"""What a price alert waits for, what it found, and the prices that lists had."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None: ...
