"""Hand scanners, by keys and by serial port."""
