"""This computer and its user: the data folder, keys, PIN, files, crash reports, updates and sound. Knows no till."""
