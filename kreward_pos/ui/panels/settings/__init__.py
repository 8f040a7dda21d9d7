"""The owner's page, a section for each matter."""
