"""The library's lexical index, kept up to date with its videos, their words and all names of their tags."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from vsearch.errors import LibraryBusy, LibraryDamaged, LibraryError
from vsearch.lexical import Lexicon, TextRow
from vsearch.library.catalog.verdicts import by_video, standing
from vsearch.library.vocabulary import Vocabulary, Word, folded, vocabulary
from vsearch.retrieval.library import Library
from vsearch.texts.languages import language as detected

_LOT = 500
"""Videos written in one transaction."""


def fresh_text_index(library: Library) -> Lexicon:
    """The index, after what came, changed or went has been written to it; in memory where that cannot be."""
    index = Lexicon(library.store.derived.folder())
    if not library.store.derived.writable:
        return index  # somebody else's library: whoever may write to it keeps it up to date
    for _ in range(2):
        try:
            return _updated(library, index)
        except LibraryBusy:
            break
        except (LibraryDamaged, OSError):  # or the disk is full
            index.clear()
    return _updated(library, Lexicon(None))


def _updated(library: Library, index: Lexicon) -> Lexicon:
    known = index.stamps()
    stamps = dict(_stamps(library, known))
    gone = [video for video in known if video not in stamps]
    new = [video for video, stamp in stamps.items() if known.get(video) != stamp]
    for first in range(0, len(new), _LOT):
        lot = new[first : first + _LOT]
        index.write({video: (stamps[video], _rows(library, video, json.loads(stamps[video])[-1])) for video in lot})
    if gone:
        index.write({}, gone)
    return index


def _stamps(library: Library, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What changes whenever the words of a video may have: when its entry did, its own tags, all names of its tags.

    Its own tags are there so that a changed vocabulary does not open the entry of every video.
    """
    decisions = library.decisions()
    words, made = vocabulary(decisions), by_video(decisions)
    for video in library.ids():
        with suppress(LibraryError, OSError):
            changed = library.revision(video)
            own = _own(known.get(video, ""), changed)
            if own is None:
                own = library.entry(video).video.tags
            names = _names(own, standing(made.get(video, ()), words, own), words)
            yield video, json.dumps([changed, own, names])


def _own(stamp: str, changed: str) -> Sequence[str] | None:
    """The tags that a stamp remembers, if its entry did not change since."""
    with suppress(ValueError):  # there is none, or an older version made it
        then, own, _ = json.loads(stamp)
        return list(own) if then == changed else None
    return None


def _names(own: Sequence[str], tags: Mapping[str, bool], words: Vocabulary) -> list[str]:
    """All names of the tags that a video has; its maker's as they were written, for folding loses letters."""
    given = [words.words.get(tag, Word(tag)) for tag, yes in tags.items() if yes]
    names = [name for word in given for name in (word.name, *word.synonyms, *word.languages.values())]
    written = [name for name in own if tags.get(words.canonical(name))]
    return list({folded(name): name for name in (*names, *written)}.values())


def _rows(library: Library, video: str, names: Sequence[str]) -> list[TextRow]:
    shelf = library.store.shelf(video)
    try:
        entry = shelf.entry()
        said, written = shelf.words()[0], shelf.screen()
    except (LibraryError, OSError):
        return []
    about = f"{entry.video.title}\n{entry.video.description}"
    language = entry.video.language or detected(about) or (said[0].language if said else "")
    rows = [TextRow(video, "title", entry.video.title, language=language)]
    rows += (
        [TextRow(video, "description", entry.video.description, language=language)] if entry.video.description else []
    )
    rows += [TextRow(video, "tag", name, language=language) for name in names]
    rows += [TextRow(video, "screen", one.text, one.span, language) for one in written]
    return rows + [TextRow(video, "utterance", one.text, one.span, one.language or language) for one in said]
