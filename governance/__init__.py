"""Who may do what, what was done, what it cost and who is asking."""
