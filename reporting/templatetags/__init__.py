"""Filters of the pages about reporting."""
