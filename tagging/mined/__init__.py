"""What stands behind `tagging/mining.py`: sightings of words, their company, what is new."""
