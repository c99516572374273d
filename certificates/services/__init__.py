"""The services of this app, one module per subject; none takes a request."""
