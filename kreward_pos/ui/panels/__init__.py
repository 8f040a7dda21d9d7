"""What can stand on the right side of the window, one at a time, each in a module of its own."""
