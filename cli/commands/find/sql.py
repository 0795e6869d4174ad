"""`vsearch sql`: ask the catalogue in SQL, read-only."""

from pathlib import Path
from typing import Annotated, Literal

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def sql(
    question: Annotated[str, typer.Argument(metavar="[SELECT]", help="One SELECT in DuckDB's SQL.")] = "",
    tables: Annotated[bool, typer.Option("--tables", help="List the tables and their columns.")] = False,
    form: Annotated[
        Literal["table", "csv", "json", "parquet"],
        typer.Option("--format", help="How to write the answer [by the file's ending, or a table]."),
    ] = "table",
    out: Annotated[Path | None, typer.Option("-o", metavar="FILE", help="Write the answer to a file.")] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what the library holds in SQL: videos, frames, utterances, screen, movements, tags, decisions, shown."""
    from vsearch.cli.show.answers import sql as show_sql
    from vsearch.errors import UsageWrong
    from vsearch.library.catalog.tables import TABLES

    if tables == bool(question.strip()):
        raise UsageWrong("Give one SELECT, or --tables for what can be asked.")
    if tables:
        show_sql.tables(TABLES, as_json=as_json or form == "json")
        return
    ending = out.suffix.lower().lstrip(".") if out and form == "table" else ""
    chosen = "json" if as_json else ending if ending in ("csv", "json", "parquet") else form
    with vsearch.open(library) as opened:
        show_sql.answer(opened.sql(question), chosen, out)
