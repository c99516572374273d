"""What is done with credit: one module per idea, verbs first, never a request."""
