"""The bars around the panels: header, side column, message bars and prompts."""
