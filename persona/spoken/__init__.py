"""How it is said, and when not.

`voice` keeps to a persona's habits of speech. The other files are the parts of manners: `touches`
(which rules hold for what), `manner_rules` (the numbers), `quiet`, `local_days`, `budgets`, and
`rules_table`, which shows them to people.
"""
