"""Run: the desk at which staff of a provider work: team, audit trail, learners, and what composes several apps."""
