"""What the program brings along: a persona, materials, scripts, and the wording of reasons."""
