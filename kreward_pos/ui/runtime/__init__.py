"""Threads, bridges, screens and ports: what the window runs on. Shows nothing."""
