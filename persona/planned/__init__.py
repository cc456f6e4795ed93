"""What stands behind planning posts: the brief, the plan, its rules, its aims, the search."""
