"""Reads a patient from FHIR R4: a bundle, the answer of an operation (Parameters), or a single resource."""
