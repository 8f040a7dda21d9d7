"""The guided set-up."""
