"""The chat in the browser: `serve` opens it on loopback. Gradio loads only in `page`, when the chat is opened."""

from assistant.doors.chat.page import serve

__all__ = ["serve"]
