"""`vsearch rebuild`: make everything derived anew."""

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def rebuild(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Make the catalogue and the search indexes anew from the videos' folders."""
    from vsearch.cli.show import envelope, terminal

    with vsearch.open(library) as opened:
        count = opened.rebuild()
    if as_json:
        envelope.answer([{"videos": count}])
    else:
        terminal.say(f"Rebuilt the catalogue of {count} videos.")
