"""What is done with the catalogue: one module per idea."""
