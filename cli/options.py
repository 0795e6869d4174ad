"""The options that many commands share."""

from pathlib import Path
from typing import Annotated

import typer

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library",
        "-L",
        envvar="VSEARCH_LIBRARY",
        help="The library: a folder or a URL [default: the user's folder].",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
EngineOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Find frames with this search engine, as in milvus://HOST:PORT; or `none`."),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Work on a Ray: auto, HOST:PORT of its head, or ray://HOST:PORT."),
]
DataOption = Annotated[Path | None, typer.Option("--data", help="A dataset made by `vsearch dataset build`.")]
FromOption = Annotated[list[Path] | None, typer.Option("--from", help="A manifest of choices; may be repeated.")]
FormOption = Annotated[
    str,
    typer.Option(
        "--form", help="The manifests' form: auto, csv, jsonl, parquet, multimodalvideotag, qvhighlights, tvsum, yahoo."
    ),
]
FFmpegOption = Annotated[
    bool | None,
    typer.Option(
        help="Compare with FFmpeg's filter; decodes the files [default: where they last half an hour in all at most]."
    ),
]
VideosArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Videos: ids, unique prefixes of them, titles or paths.")
]
VideoArgument = Annotated[
    str, typer.Argument(metavar="ID", help="A video's id, a unique prefix of it, its title or its path.")
]


def prompted(words: str | None) -> str:
    """A prompt, "" for none; one that is given and empty is a mistake, such as a variable that was never set."""
    if words is None or words.strip():
        return words or ""
    from vsearch.errors import UsageWrong

    raise UsageWrong("The prompt is empty. Say what to look for, or leave out --prompt.")
