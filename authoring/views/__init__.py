"""The desk: staff write courses step by step, below /admin/."""
