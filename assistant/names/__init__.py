"""Genes, drugs, diseases and other names: the vocabulary, and how a text names its entries."""
