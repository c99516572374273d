"""Disclosures collected and judged; their tables, and what learners read of them, are in `courses`."""
