"""The course editor: staff write courses step by step, below /admin/."""
