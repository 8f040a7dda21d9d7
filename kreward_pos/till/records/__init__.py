"""The tables of the till: what is written and read, each in one place."""
