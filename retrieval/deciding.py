"""What people decide about an open library: tags, pins, the vocabulary; everything learns from it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vsearch.library.decisions import Decision
from vsearch.nouns import Segment, Thumbnail
from vsearch.retrieval.contents import Contents

if TYPE_CHECKING:
    from vsearch.library.decisions.history import Recorded
    from vsearch.retrieval.tags.labels import Labelled
    from vsearch.retrieval.tags.vocabulary import Added


class Deciding(Contents):
    """The decisions that a library takes; each is kept for good, and the last one counts."""

    def label(self, video: str, *tags: str, deny: Sequence[str] = ()) -> "Labelled":
        """Give tags to a video, and deny others; what it has now. Without any, only say what it has.

        >>> library.label("A cat looks at you", "pet").given
        ('animals', 'cat', 'garden', 'pet')
        """
        from vsearch.retrieval.tags.labels import label

        return label(self._library, video, tags, deny)

    def unlabel(self, video: str, *tags: str) -> "Labelled":
        """Take tags from a video, which is then known not to have them.

        >>> library.unlabel("A cat looks at you", "pet").denied
        ('pet',)
        """
        from vsearch.retrieval.tags.labels import label

        return label(self._library, video, (), tags)

    def label_segment(self, video: str, kind: str, times: str | tuple[float, float]) -> Sequence[Segment]:
        """Say that a stretch of a video, such as "0:31-1:14", is an intro, credits, a recap, an ident or repeated.

        >>> [one.kind for one in library.label_segment("Morning coffee", "ident", "0-2")]
        ['ident']
        """
        from vsearch.retrieval.segments.seasons import labelled

        return labelled(self._library, video, kind, times)

    def deny_segment(self, video: str, kind: str, times: str | tuple[float, float] = "") -> Sequence[Segment]:
        """Say that a video has no segment of a kind, at all or in a stretch.

        >>> library.deny_segment("Morning coffee", "ident")
        ()
        """
        from vsearch.retrieval.segments.seasons import labelled

        return labelled(self._library, video, kind, times, denied=True)

    def set_series(self, video: str, name: str, season: int = 0, episode: int = 0) -> None:
        """Say of which series a video is, "" for none; the segments of the series that lose or gain it are found anew.

        >>> library.set_series("Morning coffee", "Kitchens", season=1, episode=2)
        >>> library.series()["Kitchens"][0].number
        2
        """
        from vsearch.retrieval.segments.seasons import move

        move(self._library, video, name, season, episode)

    def find_segments(self, *videos: str) -> None:
        """Find the segments of some videos and of their series anew, or of all videos that have none yet.

        >>> library.find_segments("Morning coffee")
        """
        import vsearch

        ids = [self.find(video).id for video in videos]
        vsearch.find_segments(self.store.location, ids, executor=self.executor)

    def pin(self, video: str, choice: str) -> Thumbnail:
        """Make a time ("83.5", "1:23.5") or a picture file the thumbnail of a video.

        >>> library.pin("Morning coffee", "0:01.5").time
        1.5
        """
        from vsearch.retrieval.thumbnails.pins import pin

        return pin(self._library, video, choice)

    def unpin(self, video: str) -> bool:
        """Take the pins of a video back; whether there were any.

        >>> library.unpin("Morning coffee")
        True
        """
        from vsearch.retrieval.thumbnails.pins import unpin

        return unpin(self._library, video)

    def decide(self, *made: Decision) -> list[str]:
        """Remember decisions, such as clicks; the key of each.

        >>> [key] = library.decide(vsearch.Decision("click", video=library.find("Morning coffee").id, time=2.0))
        """
        return self.store.decide(*made)

    def history(self, containing: str = "", *, video: str = "", kind: str = "", by: str = "") -> "Sequence[Recorded]":
        """What was ever decided, the newest first, each under a key that stays, and whether it was undone.

        >>> [(item.decision.kind, item.undone) for item in library.history(video="Morning coffee")[:3]]
        [('click', False), ('unpin', False), ('pin', False)]
        """
        about = self.find(video).id if video else ""
        titles = self._library.titles({item.decision.video for item in self.store.history()} if containing else ())
        return [
            item
            for item in reversed(self.store.history())
            if about in ("", item.decision.video)
            and kind in ("", item.decision.kind)
            and by.casefold() in ("", item.decision.by.casefold())
            and containing.casefold() in _words(item.decision, titles)
        ]

    def undo(self, key: str) -> Decision:
        """Take back a decision, which stays in the log and counts no more; undoing an undo brings it back.

        >>> library.undo(library.history(kind="unpin")[0].key).kind
        'unpin'
        >>> library.thumbnails("Morning coffee", top=1)[0].time
        1.5
        """
        return self.store.undo(key)

    def add_word(
        self,
        name: str,
        *,
        synonyms: Sequence[str] = (),
        languages: Mapping[str, str] | None = None,
        parent: str = "",
    ) -> None:
        """Add a word to the vocabulary, or more of one: its synonyms, its names by language, the word above it.

        >>> library.add_word("dog", synonyms=["puppy"], languages={"de": "Hund"}, parent="pet")
        """
        from vsearch.library.vocabulary import Word
        from vsearch.retrieval.tags.vocabulary import add

        add(self._library, Word(name, tuple(synonyms), languages or {}, parent))

    def add_words(self, path: str | Path) -> "Added":
        """Add the words of a file: text such as `dog = puppy < animal`, CSV, TSV or JSONL.

        >>> _ = (out / "words.txt").write_text("cup = mug < kitchen")
        >>> library.add_words(out / "words.txt").count
        1
        """
        from vsearch.retrieval.tags.vocabulary import add_all

        return add_all(self._library, Path(path))

    def merge_words(self, kept: str, other: str) -> None:
        """Make one tag another name of a tag: labels of both count for the one that is kept.

        >>> library.merge_words("cat", "pet")
        """
        from vsearch.retrieval.tags.vocabulary import merge

        merge(self._library, kept, other)

    def clear_parent(self, name: str) -> None:
        """Take back what lies above a word.

        >>> library.clear_parent("dog")
        """
        from vsearch.retrieval.tags.vocabulary import clear_parent

        clear_parent(self._library, name)

    def remove_word(self, name: str) -> None:
        """Take a word out of the vocabulary; labels with it stay.

        >>> library.remove_word("dog")
        """
        from vsearch.retrieval.tags.vocabulary import remove

        remove(self._library, name)


def _words(made: Decision, titles: Mapping[str, str]) -> str:
    """What a decision is found by."""
    said = (made.kind, made.by, made.video, titles.get(made.video, ""), made.tag, made.prompt, made.note)
    return "\n".join(said).casefold()
