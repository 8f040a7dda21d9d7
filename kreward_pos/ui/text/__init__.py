"""Turns values of the till into sentences, in the language of the window."""
