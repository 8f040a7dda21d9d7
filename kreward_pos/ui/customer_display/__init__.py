"""The second screen, which faces the customer."""
