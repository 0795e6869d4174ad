"""`vsearch rebuild`: make everything derived anew."""

import vsearch
from vsearch.cli.options import ClusterOption, JsonOption, LibraryOption


def rebuild(cluster: ClusterOption = None, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Make the catalogue and the search indexes anew from the videos' folders."""
    from vsearch.cli.show import envelope, terminal
    from vsearch.cluster.work import joined

    with vsearch.open(library) as opened, joined(cluster) as there:
        opened.executor = there.executor
        count = opened.rebuild()
    if as_json:
        envelope.answer([{"videos": count}])
    else:
        terminal.say(f"Rebuilt the catalogue of {count} videos.")
