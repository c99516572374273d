"""Pages of the catalogue: the public ones, and the desk at which staff write courses."""
