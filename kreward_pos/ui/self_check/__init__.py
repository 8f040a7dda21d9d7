"""The self-check: the app does the whole job by itself, through its real window."""
