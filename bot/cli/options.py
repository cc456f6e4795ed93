"""Options that several commands have, so that each says the same of them."""

from pathlib import Path
from typing import Annotated

import typer

from tagging.text import Engine

TextColumn = Annotated[str, typer.Option(help="The column that holds the text.")]
Category = Annotated[
    str, typer.Option(help="Of all rows: 女装, 化妆品, 3C … or an alias; default general.")
]
CategoryColumn = Annotated[str, typer.Option(help="The column that names each row's category.")]
LexiconFile = Annotated[
    Path | None, typer.Option(help="Your own lexicon (TOML) in place of the packaged one.")
]
ConcernModelFile = Annotated[
    Path | None, typer.Option(help="What `zhanggui learn` wrote: answer in its names.")
]
PairModelFile = Annotated[Path | None, typer.Option(help="What `zhanggui learn --pairs` wrote.")]
EngineName = Annotated[
    Engine, typer.Option(help="Who cuts words: rjieba (fast) or jieba; auto chooses.")
]
Encoding = Annotated[str, typer.Option(help="utf-8, gb18030, utf-16 (default: found out).")]
Out = Annotated[Path, typer.Option(help="Write here; - for stdout.")]
AlwaysJson = Annotated[bool, typer.Option("--json", help="The result is JSON anyway.")]
