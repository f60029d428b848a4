"""From a question, a patient and what was asked before to a query."""
