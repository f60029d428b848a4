"""The hops from a question to an answer, in order."""
