"""The course editor, in which staff write courses step by step; its URLs are below /admin/."""
