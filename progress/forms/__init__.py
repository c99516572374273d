"""Every byte that comes in: beats, answers, evaluations."""
