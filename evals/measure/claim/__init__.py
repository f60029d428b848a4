"""Whether sentences, findings and conflicts are judged rightly."""
