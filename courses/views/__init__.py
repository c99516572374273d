"""Pages of the catalogue, and the staff page of handouts."""
