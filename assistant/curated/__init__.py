"""Curated evidence, guidelines and approvals: the facts that ship or were imported, and how they meet a case."""
