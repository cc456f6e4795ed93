"""What stands behind `tagging/learning.py`: clauses as numbers, readers, who is in charge."""
