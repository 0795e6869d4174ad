"""The monitor: how much of what was shown people accepted, whether videos drift, and when to train again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vsearch.library import telemetry, towers
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import NO, YES, labels
from vsearch.retrieval.tags.thresholds import wilson
from vsearch.training.datasets.split import NEEDED
from vsearch.training.datasets.wanted import clicked, pins
from vsearch.training.serving.drift import Drift, drift

KS = (1, 3, 5)
CHOICES = ("pin", "choose", "accept", "reject", "label", "unlabel", "click")
"""Decisions that a tower learns from; tags that came with a video count as one."""
FRESH = 20
"""New choices that are worth a training, or a tenth of the old ones where that is more."""
LATELY = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Judged:
    """A tag that was shown at a place (1 is the first), and what was made of it; None while nobody decided."""

    video: str
    tag: str
    rank: int
    encoder: str
    at: datetime
    right: bool | None


@dataclass(frozen=True, slots=True)
class Rate:
    """How much of what was shown was judged, and precision@k: the accepted share of what was judged in the first k."""

    name: str
    shown: int
    judged: int
    precision: dict[int, float | None]


@dataclass(frozen=True, slots=True)
class Need:
    """Whether to train again, and why."""

    yes: bool
    why: str


@dataclass(frozen=True, slots=True)
class Monitored:
    """Precision by week, tag and encoder version; drift (None while too few videos tell); whether to train again."""

    weeks: tuple[Rate, ...]
    tags: tuple[Rate, ...]
    encoders: tuple[Rate, ...]
    drift: Drift | None
    need: Need


@dataclass(frozen=True, slots=True)
class _Last:
    """When a tower was trained, which videos it learned from, and which it or its test knew."""

    at: datetime
    learned: frozenset[str]
    known: frozenset[str]
    decided: int
    """How many decisions of the log it learned from; 0 where that is not known."""

    def later(self, decisions: Sequence[Decision]) -> Sequence[Decision]:
        """What was decided since, or while it was trained."""
        return decisions[self.decided :] if self.decided else [made for made in decisions if moment(made.at) > self.at]


def monitored(library: Library) -> Monitored:
    """Everything that is watched."""
    seen = judged_tags(library.store.shown(), library.store.decisions())
    moved = drifting(library)
    return Monitored(
        rates(seen, week),
        rates(seen, lambda item: item.tag),
        rates(seen, lambda item: item.encoder),
        moved,
        judged(library, seen, moved),
    )


def needed(library: Library) -> Need:
    """Whether a tower should be trained now."""
    return judged(library, judged_tags(library.store.shown(), library.store.decisions()), drifting(library))


def judged_tags(shown: Iterable[telemetry.Shown], decisions: Sequence[Decision]) -> list[Judged]:
    """Every tag that was shown, with the first verdict that was given on it afterwards."""
    words = vocabulary(decisions)
    verdicts = _verdicts(decisions, words)
    found = []
    for one in shown:
        at = moment(one.at)
        for rank, (name, _) in enumerate(one.tags, 1):
            tag = words.canonical(name)
            said = [right for then, right in verdicts.get((one.video, tag), ()) if then >= at]
            found.append(Judged(one.video, tag, rank, one.version, at, said[0] if said else None))
    return found


def _verdicts(decisions: Sequence[Decision], words: Vocabulary) -> dict[tuple[str, str], list[tuple[datetime, bool]]]:
    """Each video's and tag's verdicts that were not undone, with their times."""
    found: dict[tuple[str, str], list[tuple[datetime, bool]]] = defaultdict(list)
    for made in decisions:
        key = made.video, words.canonical(made.tag)
        if made.tag and made.kind in (*YES, *NO):
            found[key].append((moment(made.at), made.kind in YES))
        elif made.tag and made.kind == "undo" and found[key]:
            found[key].pop()
    return found


def moment(text: str) -> datetime:
    """When something was shown or decided; long ago if nobody knows."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def week(item: Judged) -> str:
    """The ISO week of a showing, such as 2026-W47."""
    year, number, _ = item.at.isocalendar()
    return f"{year:04}-W{number:02}"


def rates(seen: Iterable[Judged], name: Callable[[Judged], str]) -> tuple[Rate, ...]:
    """Precision of groups of showings, by the groups' names."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for item in seen:
        groups[name(item)].append(item)
    return tuple(
        Rate(
            group,
            len(items),
            sum(item.right is not None for item in items),
            {k: _share([item.right for item in items if item.rank <= k]) for k in KS},
        )
        for group, items in sorted(groups.items())
    )


def _share(verdicts: Sequence[bool | None]) -> float | None:
    said = [right for right in verdicts if right is not None]
    return sum(said) / len(said) if said else None


def drifting(library: Library) -> Drift | None:
    """Whether videos that no tower (or, while there is none, no label) has learned from look other than the rest."""
    last = _last(library)
    learned = last.learned if last else labels(library).videos.keys()
    ids = library.store.ids()
    return drift(library, [id for id in ids if id in learned], [id for id in ids if id not in learned])


def judged(library: Library, seen: Sequence[Judged], moved: Drift | None, now: datetime | None = None) -> Need:
    """Whether to train: something new must have been chosen, and be much, or things must have got worse."""
    decisions, tagged = library.store.decisions(), labels(library).videos
    videos = len(_learnable(library, decisions, tagged))
    if videos < NEEDED:
        return Need(False, f"{videos} videos with choices are too few to learn from: {NEEDED} are the least.")
    last = _last(library)
    if last is None:
        return Need(True, f"{videos} videos have choices, and no tower has been trained yet.")
    choices, fresh = (
        [made for made in some if made.kind in CHOICES and made.video] for some in (decisions, last.later(decisions))
    )
    came = tagged.keys() - {made.video for made in choices if made.tag}
    new = len(fresh) + len(came - last.known)
    enough = max(FRESH, (len(choices) + len(came) - new) // 10)
    if new >= enough:
        return Need(True, f"{new} choices are new since the last training; {enough} are worth another.")
    trouble = _worse(seen, now or datetime.now(UTC)) or _moved(moved)
    if trouble and new:
        return Need(True, f"{trouble} {new} new choices can help.")
    if trouble:
        return Need(False, f"{trouble} Nothing new has been chosen to learn from: start with `vsearch review`.")
    return Need(False, f"{new} choices are new since the last training; {enough} are worth another.")


def _learnable(library: Library, decisions: Sequence[Decision], tagged: Iterable[str]) -> set[str]:
    """The videos that a dataset finds something to learn from in: tags, a pin, a judged moment or enough clicks."""
    by_video: dict[str, list[Decision]] = defaultdict(list)
    for made in decisions:
        by_video[made.video].append(made)
    pinned = (video for video, own in by_video.items() if pins(own))
    judged = (made.video for made in decisions if made.kind in ("accept", "reject") and made.start is not None)
    return {*tagged, *pinned, *judged, *clicked(decisions)} & set(library.store.ids())


def _last(library: Library) -> _Last | None:
    """The newest training, whether its tower serves or not."""
    made = [towers.read(library.store, name).data for name in towers.names(library.store)]
    found = (
        _Last(
            moment(str(data.get("made", ""))),
            frozenset(data.get("learned", ())),
            frozenset((*data.get("learned", ()), *data.get("held", ()))),
            int(data.get("decided", 0)),
        )
        for data in made
    )
    return max(found, key=lambda last: last.at, default=None)


def _worse(seen: Sequence[Judged], now: datetime) -> str:
    """Whether lately surely less is accepted than before: Wilson's bounds of the two do not meet."""
    late = [item.right for item in seen if item.right is not None and now - item.at <= LATELY]
    early = [item.right for item in seen if item.right is not None and now - item.at > LATELY]
    if not late or not early:
        return ""
    highest = 1 - wilson(len(late) - sum(late), len(late))
    if highest >= wilson(sum(early), len(early)):
        return ""
    then, lately = sum(early) / len(early), sum(late) / len(late)
    return f"Of the tags shown in the last four weeks {lately:.0%} were accepted, before that {then:.0%}."


def _moved(moved: Drift | None) -> str:
    if moved is None or not moved.drifted:
        return ""
    return (
        f"Newer videos look other than those learned from (energy distance {moved.distance:.3f}, by chance at most "
        f"{moved.usual:.3f})."
    )
