"""Pharmacogenes of a patient: from alleles to phenotypes, with what changes them and what is not known."""
