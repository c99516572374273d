"""What staff do that concerns several apps: one module per idea, verbs first, never a request."""
