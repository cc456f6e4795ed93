"""WHO the customer is and what is right for them: pure, values in, values out.

What they say:    text, cues, stances, verdicts (how words are read), lexicon and changes (which),
                  concerns (what a text worries about), tags and signs (what that says of a person)
What people say:  labels, review (what a decision means), counts, evaluation
What is learned:  learning (readers of concerns, in learned/), mining (what nobody listed, in
                  mined/), pairs and matching (questions and their answers, in asked/)
What they buy:    purchases, scores and layering (over everybody: bought/), offers (offered/),
                  repurchase (what comes by itself, foreseen/), products (their roles, sold/)
What it changed:  holdout and response (measured/), uplift (who is moved, moved/)
"""
