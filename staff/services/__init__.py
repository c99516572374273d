"""Staff services across several apps: one module per idea, functions named by verbs, no requests."""
