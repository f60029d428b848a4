"""The chat over an assistant whose every answer has the made-up rows, with the options of `vouch chat`."""

from __future__ import annotations

import argparse

from assistant.doors.chat import serve
from assistant.settings import Settings
from tests.assistant.made_knowledge import Knowing, answer

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["chat"])
    parser.add_argument("--library", required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    with Knowing.open(Settings.load(library=asked.library)) as knowing:
        knowing.told = answer(limits=("Nothing is on children.",))
        serve(knowing, asked.port)
