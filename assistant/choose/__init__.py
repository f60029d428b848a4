"""Which sentences of the records found answer the question, best first; or that none does."""
