"""The evaluation: what is measured, on what, and how it compares with the committed baseline. Not in the wheel."""
