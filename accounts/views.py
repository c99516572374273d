"""The pages on which a person looks after their account."""
