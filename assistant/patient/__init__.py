"""Readers of patients: a record, a FHIR bundle, a VCF, a free text; each value with where it stands."""
