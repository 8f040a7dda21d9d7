"""The encrypted database file, and how it is kept whole. Knows no table but its own."""
