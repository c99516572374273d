"""Template tags and filters of reporting, also for the pages of apps below it."""
