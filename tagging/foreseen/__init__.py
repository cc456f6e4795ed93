"""What stands behind `tagging/repurchase.py`: histories as numbers, and voices that foresee.

histories, features (what is known of a customer on a day), rolling (lessons of past days),
bg_nbd, logistic, boosting (voices, averaged in blend), tier_rates (where too little is known).
"""
