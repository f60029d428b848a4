"""How people and programs get in: commands, chat, REST, MCP."""
