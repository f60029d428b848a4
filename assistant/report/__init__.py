"""An answer as a report for a tumor board."""
