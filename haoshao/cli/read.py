"""`read`: what a text says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, TextIO

import typer

from base.sinks import json_text
from haoshao.cli.app import app, workspace
from haoshao.cli.sections import WATCH


@app.command(rich_help_panel=WATCH)
def read(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Files; stdin without any.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Lines of {"id", "title", "text"} in, a Reading a line out.')
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show the text with every claim marked, and why.")] = False,
) -> None:
    """Say what a text or an HTML page offers; nothing is stored.

    \b
    haoshao read offer.txt
    echo '出微信老号 65 一个 QQ 12345678' | haoshao read --explain
    haoshao read --jsonl texts.jsonl > readings.jsonl
    """
    from base.lexicon import load_reader
    from haoshao.reads import read_lines, read_words, words_of_body, words_of_file

    reader = load_reader(workspace(context).config_or_bundled())
    if jsonl:
        failed = False
        streams: list[TextIO] = [path.open(encoding="utf-8", errors="replace") for path in files or []]
        for stream in streams or [sys.stdin]:
            for row in read_lines(reader, stream):
                failed = failed or "error" in row
                sys.stdout.write(json_text(row) + "\n")
        raise typer.Exit(1 if failed else 0)
    inputs = [words_of_file(path) for path in files or []] or [words_of_body("-", sys.stdin.buffer.read())]
    for words in inputs:
        if explain:
            from market.reading.explain import explained

            sys.stdout.write(explained(reader, words.title, words.text))
        else:
            sys.stdout.write(json_text(read_words(reader, words), indent=1) + "\n")
