"""The safety gate: what a patient must be warned of before anything else, by rules over facts with sources."""
