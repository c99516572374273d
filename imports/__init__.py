"""Files of other programs: one way to read, map, check, take and give back what is in them."""
