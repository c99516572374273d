"""Staff pages: one module per subject."""
