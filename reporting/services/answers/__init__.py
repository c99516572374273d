"""A destination's answer to an export: read, matched to the export's lines, marked, and taken back."""
