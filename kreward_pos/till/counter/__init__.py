"""What the counter and the owner ask of the till."""
