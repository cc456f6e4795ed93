"""How surely a campaign did anything: from two groups of customers to a verdict.

`lifts` compares two groups, with the interval of two shares (`intervals`) or of two means
(`amounts`) and the chance that there is no difference (`significance`); `cuped` takes out what was
known before, `pooling` adds campaigns up. `sequential` is for daily looks, `holm` for many
questions at once, `power` for the time before sending, `sample_ratio` for groups that are not what
was dealt. `verdicts` says it in a word, `break_even` in money; `baskets`, `profiles` and `funnel`
show who answered, with what, and where the others dropped out.
"""
