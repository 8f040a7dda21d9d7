"""Kreward POS: the counter app for shops that run their loyalty cards on Kreward."""

__version__ = "0.1.0"
