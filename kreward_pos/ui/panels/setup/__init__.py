"""The guided set-up of the first start."""
