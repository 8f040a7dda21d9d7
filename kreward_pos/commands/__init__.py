"""What the command line does without a window. Knows no Qt, but for the poster."""
