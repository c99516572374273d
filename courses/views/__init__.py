"""Pages of the catalogue, the form of disclosure, and the staff pages of people and handouts."""
