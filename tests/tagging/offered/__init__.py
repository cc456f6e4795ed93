"""Tests of the offers, room by room."""
