"""The courier: sends what waits, and finds out what became of lost answers."""
