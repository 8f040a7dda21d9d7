"""What leads from one thing to the next, each file one feature."""
