"""The servers: REST with MCP at /mcp on one loopback port, or MCP alone over standard input and output."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.doors.loopback_only import HOST, listening
from ingest.errors import MissingExtra

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.api import Assistant

__all__ = ["full_app", "serve", "serve_stdio"]


def full_app(assistant: Assistant) -> FastAPI:
    """The REST application with MCP (streamable HTTP, stateless) at /mcp."""
    from assistant.doors.mcp import build_server
    from assistant.doors.rest import build_app

    server = build_server(assistant)
    mounted = server.streamable_http_app(stateless_http=True, json_response=True, host=HOST)
    app = build_app(assistant, lifespan=lambda _: server.session_manager.run())
    app.router.routes.extend(mounted.routes)
    return app


def serve(assistant: Assistant, port: int, tell: Callable[[str], None]) -> None:
    """Serves on 127.0.0.1 until it is interrupted; `port` 0 takes a free one. Raises VouchError when it is taken.

    Requests are not logged: a question may stand in their address.
    """
    try:
        import uvicorn
    except ModuleNotFoundError as error:
        raise MissingExtra("serve", "uvicorn") from error

    app = full_app(assistant)
    with listening(port) as listener:
        tell(f"REST at http://{HOST}:{listener.getsockname()[1]}, MCP at /mcp (stop it with Ctrl+C)")
        config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False, ws="none")
        uvicorn.Server(config).run(sockets=[listener])


def serve_stdio(assistant: Assistant) -> None:
    """Serves MCP on standard input and output until the input ends."""
    from assistant.doors.mcp import build_server

    build_server(assistant).run("stdio")
