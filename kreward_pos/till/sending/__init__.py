"""The courier, which sends what waits and settles entries whose answer was lost."""
