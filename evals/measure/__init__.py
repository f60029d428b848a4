"""The evaluations, one a module, run by name."""
