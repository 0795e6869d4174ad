"""`vsearch rebuild`: make everything derived anew."""

from vsearch.cli.options import JsonOption, LibraryOption


def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Make the catalogue and the search indexes anew from the videos' folders."""
    from vsearch.cli.show import terminal as show
    from vsearch.library import Library
    from vsearch.library.catalog import refresh
    from vsearch.retrieval.search.frames import shelves

    opened = Library.open(library)
    opened.clear()
    count = refresh(opened)
    shelves(opened)
    show.as_json({"videos": count}) if as_json else show.say(f"Rebuilt the catalogue of {count} videos.")
