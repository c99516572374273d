"""Credit that a former system recorded: what a line of its file must say, and that one credit is one record."""
