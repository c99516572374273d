"""The disclosure form, and the staff pages about people."""
