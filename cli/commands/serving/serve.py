"""`vsearch serve`: the page and the API on a library."""

from pathlib import Path
from typing import Annotated, Literal

import typer

import vsearch
from vsearch.cli.options import LibraryOption


def serve(
    library: LibraryOption = None,
    host: Annotated[str, typer.Option(help="Where to listen; others than this machine need --tokens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="At which port; 0 takes a free one.")] = 7777,
    tokens: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who may ask; made by `vsearch token add`.")
    ] = None,
    media: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="Whose videos may be indexed from the page; may be repeated."),
    ] = None,
    hosts: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="Another name by which it is called; may be repeated."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    webhook: Annotated[str, typer.Option(metavar="URL", help="Told of every video that is indexed.")] = "",
    log: Annotated[str, typer.Option(help="How requests are logged: text or json.")] = "text",
) -> None:
    """Serve the page and the API on a library, until Ctrl-C."""
    from vsearch.cli.show import terminal
    from vsearch.errors import UsageWrong

    if log not in ("text", "json"):
        raise UsageWrong(f"There is no log {log!r}. Choose text or json.")
    form: Literal["text", "json"] = "json" if log == "json" else "text"
    settings = vsearch.ServeSettings(
        library=library, host=host, port=port, tokens=tokens, media=tuple(media or ()), hosts=tuple(hosts or ()),
        workers=workers, open=open_page, log=form, webhook=webhook,
    )  # fmt: skip
    vsearch.serve(settings, lambda address: terminal.say(f"Serving at {address} (Ctrl-C stops)."))
