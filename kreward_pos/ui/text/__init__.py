"""Sentences for the till's values, in the language of the window."""
