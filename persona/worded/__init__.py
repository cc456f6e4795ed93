"""What stands behind persona/wording.py: how a text is read and judged.

`folding` brings ways of writing to one form, `seeking` meets it with the words of `table`,
`finding` weighs each by its `contexts`: what it means where it stands, what its goods may say.
`claims` (rules: `claim_table`) are violations that use no word of the table, `duties` what a text
must say or keep (`prices`, `numerals`); both read a text as `reading` puts it.
`hits` is what all of them give back, `laws` what stands behind a category, `facts` what else is
known of a text.
"""
