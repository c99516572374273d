"""The asynchronous front of the web server: docs/how-it-works/front.md."""
