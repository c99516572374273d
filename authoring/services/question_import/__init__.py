"""Questions brought from files of other programs, and written as tables."""
