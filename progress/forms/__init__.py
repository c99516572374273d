"""The forms that validate all input: beats, answers, evaluations."""
