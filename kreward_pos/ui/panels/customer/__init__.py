"""The customer at the counter, and the messages shown in their place."""
