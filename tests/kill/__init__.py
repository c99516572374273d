"""What `kill -9` must not take away: everything that a learner was told is saved."""
