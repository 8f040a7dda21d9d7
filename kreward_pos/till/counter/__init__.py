"""What the window, scripts and the owner ask of the till."""
