"""What a person meets of the literature side: the command, its progress and reports, the first start."""
