"""`python -m ingest` is `vouch-ingest`."""

from ingest.doors.cli import main

if __name__ == "__main__":
    main()
