"""The panels of the window's right side, of which one is shown at a time."""
