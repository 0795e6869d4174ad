"""`vsearch monitor`: how good tags have been, whether videos drift, when to train again."""

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def monitor(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Show how much of what was shown was accepted, drift, and whether to train again."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import tags as show_tags
    from vsearch.training.serving.monitor import monitored

    with vsearch.open(library) as opened:
        made = monitored(opened)
    envelope.answer([made]) if as_json else show_tags.monitored(made)
