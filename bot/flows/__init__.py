"""One story a file: load, ask the core, return actions."""
