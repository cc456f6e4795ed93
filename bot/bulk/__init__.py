"""Work over partitions of large files: pure functions over blocks, run by several processes."""
