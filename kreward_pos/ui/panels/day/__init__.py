"""The day's report, the shift and the owner's pages."""
