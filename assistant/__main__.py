"""`python -m assistant` is `vouch`."""

from assistant.doors.cli import main

main()
