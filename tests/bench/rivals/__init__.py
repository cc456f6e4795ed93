"""The same callback door, written with the libraries people use today."""
