"""Files that shops export, turned into typed rows; what is not understood is refused with advice.

`reader` opens a table: `encodings` decides its letters, `workbook` has a child (`sheet`) read
sheets. `columns` finds the fields in its header, `fields` understands a cell, `lines` a line,
`orders` gathers the lines of an order, `chunks` cuts it all into transactions, `rows` names the
values that come out, `verdicts` compares them with what is known, `refusals` writes down what was
not taken.
"""
