"""The shell: listens, remembers, speaks."""
