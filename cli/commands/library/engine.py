"""`vsearch engine`: the search engine of a library that has outgrown one machine: set, sync, status, drop."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption

engine = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The search engine of a library that has outgrown one machine: set, sync, status, drop.",
)

AddressOption = Annotated[
    str | None, typer.Option("--engine", metavar="ADDRESS", help="Another engine than the library's own.")
]


@engine.command(name="set")
def set_engine(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="milvus://HOST:PORT[/DATABASE], milvus:FILE.db, or none.")
    ],
    index: Annotated[str, typer.Option(help="The kind of index: auto, flat, hnsw, ivf_sq8, diskann.")] = "auto",
    memory: Annotated[float, typer.Option(help="GiB that the index may take, by which auto chooses.")] = 8.0,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let an engine find the frames of this library from now on; `vsearch engine sync` tells it what there is."""
    from vsearch.cli.show import engine as show_engine
    from vsearch.cli.show import envelope

    with vsearch.open(library) as opened:
        opened.choose_engine("" if address == "none" else address, index=index, memory=memory)
        chosen = opened.store.engine
    envelope.answer([chosen]) if as_json else show_engine.chosen(chosen)


@engine.command()
def sync(address: AddressOption = None, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Tell the engine what came, changed or went; a run that is stopped goes on where it was."""
    from vsearch.cli.show import engine as show_engine
    from vsearch.cli.show import envelope

    with vsearch.open(library, engine=address) as opened, show_engine.progress(quiet=as_json) as told:
        synced = opened.sync_engine(told)
    envelope.answer([synced]) if as_json else show_engine.synced(synced)
    if synced.unreadable:
        raise typer.Exit(1)


@engine.command()
def status(address: AddressOption = None, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Say what the engine holds of this library, and what it lacks."""
    from vsearch.cli.show import engine as show_engine
    from vsearch.cli.show import envelope

    with vsearch.open(library, engine=address) as opened:
        found = opened.engine_state()
        place = opened.search_engine.address if opened.search_engine else ""
    told = show_engine.facts(place, found)
    envelope.answer([told]) if as_json else show_engine.state(told)


@engine.command()
def drop(address: AddressOption = None, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Empty the engine of this library, and do without it: nothing is lost."""
    from vsearch.cli.show import envelope, terminal

    with vsearch.open(library, engine=address) as opened:
        place = opened.search_engine.address if opened.search_engine else ""
        opened.drop_engine()
    envelope.answer([{"address": place}]) if as_json else terminal.say(
        f"{place} holds nothing of this library any more, which answers by itself."
    )
