"""WHAT is said, by whom, when, and when not: pure, values in, values out."""
