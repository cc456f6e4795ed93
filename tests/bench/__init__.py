"""The figures of docs/performance.md, each measured beside its rivals on this machine.

`load` sends, `callbacks` writes what is sent, `servers` starts and stops who answers, `books`
reads what was kept, `figures` compares with targets. The other files are one benchmark each.
"""
