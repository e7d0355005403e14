"""Tables, repositories and migrations: one SQL database, SQLite or PostgreSQL by its URL."""
