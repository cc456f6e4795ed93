"""The concerns and their words, a file for each group; read together, in order of name."""
