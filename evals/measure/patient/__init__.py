"""Whether the patient is read, fitted, protected and kept private."""
