"""What the answer side hands around: the patient, the answer and its parts, and the record an answer leaves."""
