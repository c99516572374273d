"""The pages of certificates, one module per idea."""
