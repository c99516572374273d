"""Measurements: `make bench`. Speeds are compared within one run; tests never look at a clock."""
