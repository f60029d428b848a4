"""What a record says: its design, effects, findings, and how it fits the patient."""
