"""What stands behind `tagging/matching.py` and `pairs.py`: likenesses, retrieval, ranking."""
