"""Services for disclosures: one module per subject."""
