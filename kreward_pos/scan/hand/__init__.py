"""Hand scanners: keyboard bursts and serial ports."""
