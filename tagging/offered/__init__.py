"""Rooms behind tagging/offers.py, from what may be given to whom it goes.

offer (what it is), shelf and policy_file (read from TOML by fields), policy and contradictions
(the shop's rules), classes (customers the rules cannot tell apart), worth (depth, break-even,
margin), price_protection, obstacles (what stands between an offer and a customer), choosing (for
one customer, or a class), budget (what is scarce, shared out), templates (one sentence for many).
"""
