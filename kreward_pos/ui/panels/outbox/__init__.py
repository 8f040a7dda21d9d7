"""The outbox: what waits, and what needs a person."""
