"""Findings that disagree, side by side."""
