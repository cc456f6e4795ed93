"""Who is moved by a message, rather than who buys: uplift from a campaign with a control group.

`features` makes numbers of the columns of a file and `leaks` keeps out those that only came after
the message. `shrunk`, `two_models` and `class_transformation` are the models, all by
`tagging/newton.py`. `qini` says how well an order tells the moved from the others, `trial`
measures it on customers that a model has not seen.
"""
