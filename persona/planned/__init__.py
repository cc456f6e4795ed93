"""What stands behind planning posts.

`plans` holds the brief and the plan, `aims` the objective, `layout` the slots, `drafts` what may
stay, `stock` and `lanes` what there is for a day, `course` and `state` what was chosen so far,
`search` the beam, `told` the reasons, `moving` a post dragged by hand; `views`, `alike` and
`fitness` are single rules. The rules in words stand in persona/timeline.py.
"""
