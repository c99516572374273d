"""`make validate`: every page by the Nu HTML checker, five of them by Lighthouse. It needs Node and Java."""
