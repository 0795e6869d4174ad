"""`vsearch review`: answer which suggested tags are right, the most telling first."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def review(
    most: Annotated[int, typer.Option("-n", min=1, help="Questions at most.")] = 50,
    tag: Annotated[str, typer.Option("--tag", help="Only questions about this tag.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept, reject or skip suggested tags, those whose answers teach most first; --json lists them."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import tags as show_tags
    from vsearch.training.serving.review import Review, queue

    with vsearch.open(library) as opened:
        questions = queue(opened, most, tag)
        if as_json:
            envelope.answer(questions, store=opened.store)
        else:
            show_tags.review(Review(opened, questions), lambda asked: opened.still(asked.video, asked.time or 0.0))
