"""Pages of the catalogue, the disclosure form, and the staff pages for people and handouts."""
