"""The way of one message: read, plan, authorise, act, say, check."""
