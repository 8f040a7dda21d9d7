"""The values of the till and the rules over them. No I/O."""
