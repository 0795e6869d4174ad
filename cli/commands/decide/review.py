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
    segments: Annotated[
        bool, typer.Option("--segments", help="Intros, credits and the like that are in doubt, instead of tags.")
    ] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept, reject or skip suggested tags, thumbnails or segments, one by one; --json lists what would be asked."""
    from vsearch.cli.show import envelope
    from vsearch.cli.show.answers import tags as show_tags
    from vsearch.training.serving.doubtful import SegmentReview, doubtful
    from vsearch.training.serving.review import Review, queue
    from vsearch.training.serving.unconfirmed import ThumbnailReview, progress, unconfirmed

    if tag and thumbnails:
        raise vsearch.UsageWrong("A thumbnail has no tag. Give --tag or --thumbnails.")
    if segments and (tag or thumbnails):
        raise vsearch.UsageWrong("One thing is asked about at a time. Give --segments alone.")
    with vsearch.open(library) as opened:
        videos = unconfirmed(opened) if thumbnails else []
        unsure = doubtful(opened, most) if segments else []
        questions = unsure if thumbnails or segments else queue(opened, most, tag)
        if as_json:
            asked = [{"video": id} for id in videos[:most]] if thumbnails else questions
            left = len(videos) if thumbnails else len(questions)
            envelope.answer(asked, store=opened.store, progress=progress(opened, left))
            return
        session: ThumbnailReview | Review
        session = SegmentReview(opened, unsure) if segments else Review(opened, questions)
        session = ThumbnailReview(opened, videos[:most]) if thumbnails else session
        show_tags.review(
            session, lambda asked: opened.still(asked.video, asked.time or 0.0), lambda: progress(opened, 0).today
        )
