"""Thumbnails: the frames of a video that could stand for it, best first, each with its reasons."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from vsearch.errors import UsageWrong, VideoUnreadable
from vsearch.library.parts.entry import Entry
from vsearch.library.parts.frames import FrameTable
from vsearch.nouns import Thumbnail, Times, Vectors
from vsearch.retrieval.library import Library
from vsearch.retrieval.motion.calm import calm
from vsearch.retrieval.phrases import Phrases
from vsearch.retrieval.segments.masks import packaged
from vsearch.retrieval.thumbnails.diversity import Choice, diverse, enough
from vsearch.retrieval.thumbnails.nearness import nearness, standing, stray
from vsearch.retrieval.thumbnails.pins import pinned, won
from vsearch.retrieval.thumbnails.portraits import Portraits
from vsearch.retrieval.thumbnails.signals import idents, pictorial, share, shot_spans
from vsearch.retrieval.thumbnails.spoken import spoken
from vsearch.retrieval.thumbnails.weights import Column, Rows, Weights
from vsearch.retrieval.thumbnails.written import written
from vsearch.retrieval.tower import answers
from vsearch.retrieval.tower.answers import video_vector
from vsearch.retrieval.tower.prior import about_vector, cards, title_vector
from vsearch.signals import complete

LOOKED = 12
"""How many leading candidates are looked at for faces."""

CLEAR = 0.35
"""Seconds from a cut within which a slow transition that was taken for a cut may still last."""

FADING = 0.6
"""Seconds from a black, blurred or mixed frame within which a frame may be on its way to it."""

APART = 0.75
"""Seconds between frames of a shot that are both looked at before others: nearer ones show the same faces."""

MOST = 12
"""How many thumbnails there are at most when their number chooses itself."""


def thumbnails(
    library: Library,
    video: str,
    *,
    top: int = 5,
    prompt: str = "",
    text: bool | None = None,
    weights: Weights | None = None,
    with_segments: bool = False,
) -> list[Thumbnail]:
    """The best `top` candidates, pins first; as many as show something new when `top` is 0.

    `text` asks for frames with writing on them, or without any, where there are such.
    What viewers chose by their clicks comes before all candidates, where no prompt asks for something else. Without
    `weights` those learned with the promoted tower count, else the given ones. None is packaging, unless it is asked
    for `with_segments`.
    """
    if top < 0:
        raise UsageWrong(
            f"There cannot be {top} thumbnails. Ask for one or more, or 0 to let the number choose itself."
        )
    entry = library.find(video)
    phrases = library.phrases
    notes = phrases.warnings(prompt)
    pins = pinned(library, entry)
    liked = [] if prompt.strip() or text is not None else won(library, entry)
    pins += [one for one in liked if one.time not in {pin.time for pin in pins}]
    by = weights or answers.weights(library)
    rest = _candidates(library, entry, phrases, top, prompt, text, by, " ".join(notes), with_segments=with_segments)
    found = pins + [item for item in rest if all(item.time != pin.time or pin.path for pin in pins)]
    return found[: top or len(found)]


def measured(library: Library, entry: Entry, phrases: Phrases, prompt: str = "") -> dict[str, Column]:
    """Every signal of every kept frame but those of faces: what the weights are applied to, and learned from."""
    table = library.table(entry.id)
    rows = np.arange(table.keeps)
    frames = library.vectors(entry.id)[: table.keeps]
    queries = _queries(library, entry, phrases, prompt)
    bank, time, shot = phrases.bank(), table.time[rows], table.shot[rows]
    step = stray(frames, bank)
    near = {
        name: standing(nearness(frames, query, bank, time, shot), step)
        for name, query in queries.items()
        if query is not None
    }
    near["share"] = share(table, frames)
    said = spoken(prompt.strip() or entry.video.title, library.words(entry.id)[0], entry.video.language, table)
    if said is not None:
        near["speech"] = said
    covered = written(library.screen(entry.id), table.time[rows])
    if covered is not None:
        near["written"] = covered
    stood = calm(library.motion(entry.id), table.time[rows], complete(table.signals, len(table))["steady"][rows])
    if stood is not None:
        near["calm"] = stood
    return near | {name: column[rows] for name, column in pictorial(table).items()}


def _queries(library: Library, entry: Entry, phrases: Phrases, prompt: str) -> dict[str, Vectors | None]:
    """What frames should be near to: the prompt alone, where it can be read, for a title tells of another wish."""
    asked = {"prompt": phrases.query(prompt)} if prompt.strip() else {}
    if asked and phrases.reads(prompt):
        return {**asked}
    told = cards(library.screen(entry.id))
    own = {"video": video_vector(library, entry), "title": title_vector(phrases, entry, told)}
    return {**own, "about": about_vector(phrases, entry, told), **asked}


def _candidates(
    library: Library, entry: Entry, phrases: Phrases, top: int, prompt: str, text: bool | None, weights: Weights,
    note: str, *, with_segments: bool,
) -> list[Thumbnail]:  # fmt: skip
    table = library.table(entry.id)
    if not table.keeps:
        raise VideoUnreadable(f"{entry.video.path} has no frame in the library.", "index-again")
    parts = weights.contributions(measured(library, entry, phrases, prompt))
    times = table.time[: table.keeps]
    masked = np.zeros(len(times), bool) if with_segments else _packaging(library, entry.id, times)
    rows, lesser = _usable(table, masked)
    if text is not None:
        rows, lesser = _with_text(rows, lesser, parts.get("written"), wanted=text)
    scores = _total(parts)
    leading = rows[np.argsort(-scores[rows], kind="stable")]
    # Faces are looked for only among the leaders of each shot, for looking costs ten times more than reading signals.
    leading, faces = _spread(table, leading)[:LOOKED], Portraits(library, entry)
    parts = {name: column[leading] for name, column in parts.items()}
    if top == 1:  # who is second is no matter, so that those too far behind need not be looked at
        able = faces.contenders(leading, weights, _total(parts))
        leading, parts = leading[able], {name: column[able] for name, column in parts.items()}
    parts |= weights.contributions(faces.signals(leading))
    scores = _total(parts)
    frames = library.vectors(entry.id)[: table.keeps]
    order = diverse(scores, frames[leading], table.shot[leading], top or MOST)
    count = top or enough([one.row for one in order], frames[leading], frames)
    notes = " ".join(part for part in (note, lesser) if part)
    return [_thumbnail(entry.id, float(table.time[leading[one.row]]), parts, one, notes) for one in order[:count]]


def _packaging(library: Library, video: str, times: Times) -> NDArray[np.bool_]:
    """Which kept frames are packaging, as it was found or as other videos of the library show it too."""
    return np.asarray(idents(library.frames, video) | packaged(library, video, times), np.bool_)


def _usable(table: FrameTable, elsewhere: NDArray[np.bool_]) -> tuple[Rows, str]:
    """Kept rows without a fault; all kept rows, and why they have one, when there are no others."""
    kept = np.arange(table.keeps)
    good = kept[table.reason[: table.keeps] == ""]
    own = good[~elsewhere[good]]
    if len(good):
        return _clear(table, own if len(own) else good), ""
    reasons = ", ".join(sorted(set(table.reason[: table.keeps].tolist())))
    return kept, f"Every frame of this video has a fault ({reasons}): this is the least bad."


def _with_text(rows: Rows, lesser: str, covered: Column | None, *, wanted: bool) -> tuple[Rows, str]:
    """Those rows that have writing on them, or have none; all of them, and a sentence, where there are no such."""
    has = np.zeros(len(rows), np.bool_) if covered is None else covered[rows] != 0
    if (has == wanted).any():
        return np.asarray(rows[has == wanted], np.intp), lesser
    return rows, f"{lesser} {'No' if wanted else 'Every'} frame of this video has writing on it.".strip()


def _clear(table: FrameTable, rows: Rows) -> Rows:
    """The same rows without those so near to a cut that they may be in a transition, where their shot has others."""
    spans = shot_spans(table)
    starts, ends = np.array([spans[shot] for shot in table.shot[rows].tolist()]).T
    far = (table.time[rows] - starts >= CLEAR) & (ends - table.time[rows] >= CLEAR)
    faulty = table.time[~np.isin(table.reason, ("", "duplicate"))]
    far &= np.abs(table.time[rows][:, None] - faulty[None, :]).min(axis=1, initial=np.inf) >= FADING
    others = np.isin(table.shot[rows], table.shot[rows][far])
    return np.asarray(rows[far | ~others], np.intp)


def _spread(table: FrameTable, order: Rows) -> Rows:
    """The same rows, a few of every shot before the others: the best, and the best of those some time away."""
    seen: dict[int, list[float]] = {}
    later = []
    for shot, time in zip(table.shot[order].tolist(), table.time[order].tolist(), strict=True):
        there = seen.setdefault(shot, [])
        later.append(len(there) == 4 or any(abs(time - other) < APART for other in there))
        if not later[-1]:
            there.append(time)
    return order[np.argsort(later, kind="stable")]


def _total(parts: Mapping[str, Column]) -> Column:
    return np.asarray(np.sum(list(parts.values()), axis=0), np.float32)


def _thumbnail(video: str, time: float, parts: Mapping[str, Column], choice: Choice, note: str) -> Thumbnail:
    because = {name: round(float(column[choice.row]), 4) for name, column in parts.items()}
    because |= {"alike": -round(choice.alike, 4)} if choice.alike else {}
    ordered = dict(sorted(because.items(), key=lambda item: -abs(item[1])))
    return Thumbnail(video, time, round(float(sum(because.values())), 4), ordered, note=note)
