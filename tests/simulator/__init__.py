"""A shop that never was: everything in it is drawn from a plan, so the truth is known.

`plan` says what is planted, `shop` draws customers, orders, a campaign and who is lost or brought
afterwards, `reading` asks the product and sets what it says against the truth.
"""
