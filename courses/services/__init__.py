"""Services for the catalogue: one module per subject."""
