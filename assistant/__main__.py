"""`python -m assistant` is `vouch`."""

from assistant.cli import main

main()
