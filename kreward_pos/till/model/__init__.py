"""The till's values and the rules over them. No I/O."""
