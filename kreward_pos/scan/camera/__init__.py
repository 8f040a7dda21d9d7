"""Pictures from a device, a film or the demo. Knows no code."""
