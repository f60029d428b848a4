"""An answer as a report: on one sheet, or in full."""
