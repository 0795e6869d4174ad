"""Labels: which tags a video has or has not, by its maker's word and by what people decided since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.library.catalog.shards import ask
from vsearch.library.catalog.verdicts import by_video, standing, verdicts
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Vocabulary, vocabulary
from vsearch.retrieval.library import Library


@dataclass(frozen=True, slots=True)
class Labels:
    """Tags by video: True for given, False for denied; `lost` are videos with labels that are not indexed."""

    videos: Mapping[str, Mapping[str, bool]]
    words: Vocabulary
    lost: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)

    def given(self, video: str) -> tuple[str, ...]:
        """The tags that a video has."""
        return tuple(sorted(tag for tag, yes in self.videos.get(video, {}).items() if yes))

    def names(self) -> list[str]:
        """All tags that some video has."""
        return sorted({tag for tags in self.videos.values() for tag, yes in tags.items() if yes})


def labels(library: Library) -> Labels:
    """What is known of the tags of a library's videos."""
    decisions = library.decisions()
    words, made = vocabulary(decisions), by_video(decisions)
    found, titles = {}, {}
    for id, title, tags in library.lasting.get(
        "makers' tags", library.store.revision_of_videos(), lambda: _given(library)
    ):
        verdict = standing(made.pop(id, ()), words, tags)
        if verdict:
            found[id], titles[id] = verdict, title
    lost = sorted(id for id, rest in made.items() if verdicts(rest, words))
    return Labels(found, words, tuple(lost), titles)


def _given(library: Library) -> list[tuple[Any, ...]]:
    """Every video's title and the tags that came with it: no decision changes them."""
    return ask(library.store, "select id, title, tags from videos order by id")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What labelling a video came to: its tags now, and those it is known not to have."""

    video: str
    given: tuple[str, ...]
    denied: tuple[str, ...]


def unknown_tag(tag: str, known: Iterable[str]) -> UsageWrong:
    """The error that no video has a tag, with the one that may have been meant."""
    near = get_close_matches(tag, sorted(known), 1)
    what = f"No video has the tag {tag!r}."
    return UsageWrong(f"{what} Did you mean {near[0]!r}?") if near else UsageWrong(what, "see-tags")


def label(library: Library, key: str, add: Sequence[str] = (), drop: Sequence[str] = ()) -> Labelled:
    """Give tags to a video and take tags from it; without either, say what it has."""
    entry = library.find(key)
    held = labels(library)
    known = {*held.names(), *held.words.words}
    more = [held.words.canonical(tag) for tag in add]
    less = [held.words.canonical(tag) for tag in drop]
    if both := set(more) & set(less):
        raise UsageWrong(f"{min(both)!r} cannot be given and taken at once.", "give-or-take", tag=min(both))
    if "" in (*more, *less):
        raise UsageWrong("A tag needs a name.", "name-tag")
    for tag in less:
        if tag not in known and tag not in held.videos.get(entry.id, {}):
            raise unknown_tag(tag, known)
    made = [Decision("label", entry.id, tag=tag, encoder=library.store.encoder) for tag in more]
    made += [Decision("unlabel", entry.id, tag=tag, encoder=library.store.encoder) for tag in less]
    if made:
        library.store.decide(*made)
        held = labels(library)
    now = held.videos.get(entry.id, {})
    return Labelled(entry.id, held.given(entry.id), tuple(sorted(tag for tag, yes in now.items() if not yes)))
