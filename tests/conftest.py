"""Fixtures that any test may ask for. The database is started by tests/cluster.py."""
