"""What a learned reader says of the words of a note."""
