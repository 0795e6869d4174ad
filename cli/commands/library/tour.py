"""The main job from end to end: videos in; thumbnails, searches, a reel and a page out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vsearch.cures import Note
from vsearch.data.episodes import SERIES, make_episodes
from vsearch.data.samples import make_samples
from vsearch.indexer.run.index import index
from vsearch.indexer.run.outcome import Outcome, Watch
from vsearch.media.clips.reel import JoinedReel, reel
from vsearch.media.page import page
from vsearch.nouns import Moment
from vsearch.retrieval.library import Library
from vsearch.retrieval.search.search import Answer
from vsearch.retrieval.segments.seasons import EpisodeSegments
from vsearch.retrieval.thumbnails.gallery import Gallery

PROMPTS = ("a cat", "an astronaut", "a cup of coffee")
OWN_PROMPTS = ("people", "outdoors", "a close-up")
"""What is asked of a person's own videos, of which nothing is known."""

REEL = 24.0
"""Seconds of the demo's reel."""


@dataclass(frozen=True, slots=True)
class Tour:
    """Everything that a tour made."""

    library: Path
    videos: Path
    outcomes: list[Outcome]
    season: list[EpisodeSegments]
    gallery: Gallery
    answers: dict[str, Answer]
    reel: JoinedReel | None
    page: Path


def tour(folder: Path, videos: Path | None, watch: Watch) -> Tour:
    """Make the sample library unless there are videos, and do with it all that the product is for."""
    source = videos or _samples(folder / "videos")
    place = folder / ("own-library" if videos else "library")
    outcomes = index([source], store=place, watch=watch)
    library = Library.open(place)
    season = library.segments() if videos else library.segments(SERIES)
    watch(Note("Choosing thumbnails …"))
    pictures = library.save_thumbnails(which="all", folder=folder / "thumbnails", top=1)
    watch(Note("Searching …"))
    answers = {words: library.search(words, top=3) for words in (OWN_PROMPTS if videos else PROMPTS)}
    watch(Note("Cutting the reel …"))
    best = [moment for entry in library.entries() for moment in library.highlights(entry.id, length=4.0, top=1)]
    made = reel(library.store, best, folder / "reel.mp4", length=REEL) if best else None
    shown = list(_distinct([moment for answer in answers.values() for moment in answer.moments]))
    written = page(library.store, shown, folder / "index.html", query=", ".join(answers))
    return Tour(place, source, outcomes, season, pictures, answers, made, written)


def _samples(folder: Path) -> Path:
    """The sample library, with the sample series in a folder of its own."""
    made = make_samples(folder).folder
    make_episodes(made)
    return made


def _distinct(moments: Sequence[Moment]) -> Iterator[Moment]:
    seen = set()
    for moment in moments:
        if (moment.video, moment.span) not in seen:
            seen.add((moment.video, moment.span))
            yield moment
