"""Whether questions are understood and their records found."""
