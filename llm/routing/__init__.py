"""Which backend answers: tiers in their order, and the switch from one model to another."""
