"""What is refused or redirected, and text that tries to be an instruction."""
