"""What pages about reporting, and pages below them, show of it."""
