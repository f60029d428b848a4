"""What a reader sees: whether it answers, is refused rightly, stays the same, and is new."""
