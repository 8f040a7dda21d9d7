"""What the window does, one feature a file: each flow connects the panels and bars that its feature needs."""
