"""From evidence to words: rendering handles, phrases in six languages, and the check of what is said."""
