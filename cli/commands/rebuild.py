"""`vsearch rebuild`: make everything derived anew."""

from vsearch.cli.options import JsonOption, LibraryOption


def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Make the catalogue and the search indexes anew from the videos' folders."""
    from vsearch.cli.show import terminal
    from vsearch.library import catalog
    from vsearch.retrieval.library import Library

    opened = Library.open(library)
    opened.store.clear()
    count = catalog.refresh(opened.store, *catalog.SHARDS)
    opened.refresh()
    terminal.as_json({"videos": count}) if as_json else terminal.say(f"Rebuilt the catalogue of {count} videos.")
