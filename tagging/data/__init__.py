"""Packaged word lists: `concerns.toml` says what customers worry about, and in which words."""
