"""What the weeks amount to, for those who want to get better."""
