"""Frames from a device, a video or the demo. Knows no code."""
