"""Packaged word lists: `concerns/` says what customers worry about, and in which words."""
