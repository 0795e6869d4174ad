"""`vsearch review`: answer which suggested tags are right, the most telling first."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from vsearch.cli.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from vsearch.nouns import Pixels
    from vsearch.retrieval.library import Library
    from vsearch.training.serving.review import ReviewQuestion


def review(
    most: Annotated[int, typer.Option("-n", min=1, help="Questions at most.")] = 50,
    tag: Annotated[str, typer.Option("--tag", help="Only questions about this tag.")] = "",
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept, reject or skip suggested tags, those whose answers teach most first; --json lists them."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import tags as show_tags
    from vsearch.retrieval.library import Library
    from vsearch.training.serving.review import Review, queue

    with Library.open(library) as opened:
        questions = queue(opened, most, tag)
        if as_json:
            envelope.answer(questions, store=opened.store)
        else:
            show_tags.review(Review(opened, questions), partial(_still, opened))


def _still(opened: "Library", asked: "ReviewQuestion") -> "Pixels":
    """A picture of what is asked about."""
    from vsearch.media.stills.glimpse import picture
    from vsearch.nouns import Moment, Span

    time = asked.time or 0.0
    return picture(opened.store, opened.find(asked.video), Moment(asked.video, Span(time, time), 0.0, best=time))
