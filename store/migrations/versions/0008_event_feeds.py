"""Where each carrier's feed was read to, the messages that could not be used, and setpoints."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None: ...
