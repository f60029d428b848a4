"""The evaluation: what is measured, on what, and how it compares with the committed baseline. Not in the wheel."""

import ingest  # noqa: F401 - its first act is to switch off the telemetry of what is measured
