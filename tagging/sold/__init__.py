"""What orders tell of products: lines, figures, sales, ranks, cycles, baskets, sets, audiences."""
