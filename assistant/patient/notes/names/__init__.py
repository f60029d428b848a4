"""The names in a note: of drugs, diseases, genes."""
