"""The learner's pages: watch, test, evaluate."""
