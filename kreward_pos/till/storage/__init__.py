"""The encrypted database file: opening, migrating, backing up and a full disk. Knows the tables only by schema."""
