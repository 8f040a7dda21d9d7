"""Enrolling a new customer."""
