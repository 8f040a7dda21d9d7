"""Widgets that know no till."""
