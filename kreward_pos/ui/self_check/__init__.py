"""The whole job, done by the app itself through its real window."""
