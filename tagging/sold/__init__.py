"""What orders tell of products: lines, sales, baskets, sets, retention, audiences."""
