"""Pages to print: the poster and the shift sheet."""
