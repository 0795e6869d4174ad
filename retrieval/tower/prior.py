"""The zero-shot prior: what a video's title and its kept frames say together, before anything was learned."""

import re
from collections.abc import Sequence

import numpy as np

from vsearch.library.parts.entry import Entry
from vsearch.nouns import ScreenText, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.segments.masks import packaged
from vsearch.rows import unit

CARDS = 300
"""Letters of title cards that are read."""

TITLE = 0.7
"""The title's share of the zero-shot prior; the frames' centroid has the rest."""

_CAMERA = re.compile(
    r"(img|dsc[fn]?|vid|mov|mvi|gopr|dji|mah|pxl|clip|video|movie|untitled|sequence|final|copy|new|test|output|"
    r"record(ing)?|screen|capture|whatsapp|my|our|the|at)\d*|(g[hlpx]|wa)\d+|[a-z]\d*|\d+([a-z]\d*)?"
)
"""Words, with the numbers they are written with, that no person chose; a number is one: years and dates are numbers."""


def zero_shot(library: Library, entry: Entry) -> Vectors:
    """One unit row for a video, from its title and its kept frames alone."""
    table = library.table(entry.id)
    own = np.flatnonzero(~packaged(library, entry.id, table.time[: table.keeps]))
    title = title_vector(library.phrases, entry, cards(library.screen(entry.id)))
    return prior(title, library.vectors(entry.id)[own])


def prior(title: Vectors | None, frames: Vectors) -> Vectors:
    """The zero-shot prior: the title's vector, if it is telling, blended with the centroid of the kept frames."""
    centre = unit(frames.mean(axis=0, keepdims=True)) if len(frames) else None
    if title is None:
        return centre if centre is not None else np.zeros((1, frames.shape[1]), np.float32)
    return title if centre is None else unit(TITLE * title + (1 - TITLE) * centre)


def title_vector(phrases: Phrases, entry: Entry, cards: str = "") -> Vectors | None:
    """The vector of a video's title, else of its description, tags or title cards: of what the encoder can read.

    None when there is only what a camera or a screen recorder wrote, or only words of an unknown language.
    """
    found = _written(phrases, entry, cards)
    return phrases.query(found[0]) if found else None


def about_vector(phrases: Phrases, entry: Entry, cards: str = "") -> Vectors | None:
    """The vector of what is written besides: the description, the tags or title cards; None when there is nothing."""
    found = _written(phrases, entry, cards)
    return phrases.query(found[1]) if len(found) > 1 else None


def cards(written: Sequence[ScreenText]) -> str:
    """What title cards say, each line once: it tells of the video as a description does."""
    return " ".join(dict.fromkeys(line.text for line in written if line.kind == "title"))[:CARDS]


def _written(phrases: Phrases, entry: Entry, cards: str) -> list[str]:
    video = entry.video
    said = (video.title, video.description, ", ".join(video.tags), cards)
    return [words for words in said if telling(words) and phrases.reads(words)]


def telling(title: str) -> bool:
    """Whether a title has a word that a person would have chosen."""
    return any(not _CAMERA.fullmatch(word) for word in re.findall(r"[^\W_]+", title.lower()))
