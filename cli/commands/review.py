"""`vsearch review`: answer which suggested tags are right, the most telling first, or which thumbnails."""

from typing import Annotated

import typer

import vsearch
from vsearch.cli.options import JsonOption, LibraryOption


def review(
    most: Annotated[int, typer.Option("-n", min=1, help="Questions at most.")] = 50,
    tag: Annotated[str, typer.Option("--tag", help="Only questions about this tag.")] = "",
    thumbnails: Annotated[
        bool, typer.Option("--thumbnails", help="Thumbnails of videos that have none confirmed, instead of tags.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept, reject or skip suggested tags, or thumbnails, one by one; --json lists what would be asked."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show import tags as show_tags
    from vsearch.training.serving.review import Review, queue
    from vsearch.training.serving.unconfirmed import ThumbnailReview, progress, unconfirmed

    if tag and thumbnails:
        raise vsearch.UsageWrong("A thumbnail has no tag. Give --tag or --thumbnails.")
    with vsearch.open(library) as opened:
        videos = unconfirmed(opened) if thumbnails else []
        questions = [] if thumbnails else queue(opened, most, tag)
        if as_json:
            asked = [{"video": id} for id in videos[:most]] if thumbnails else questions
            left = len(videos) if thumbnails else len(questions)
            envelope.answer(asked, store=opened.store, progress=progress(opened, left))
            return
        session = ThumbnailReview(opened, videos[:most]) if thumbnails else Review(opened, questions)
        show_tags.review(
            session, lambda asked: opened.still(asked.video, asked.time or 0.0), lambda: progress(opened, 0).today
        )
