"""Making a vocabulary: words added, merged, put below others, named in other languages, read from a file."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vsearch.errors import UsageWrong
from vsearch.library.decisions import Decision
from vsearch.library.vocabulary import Vocabulary, Word, folded, vocabulary
from vsearch.retrieval.library import Library
from vsearch.retrieval.tags.labels import labels


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word of the vocabulary, and how many videos have it."""

    word: Word
    above: tuple[str, ...]
    videos: int


@dataclass(frozen=True, slots=True)
class Added:
    """How many words came in, and which lines were passed over."""

    count: int
    troubles: tuple[str, ...] = ()


def listed(library: Library) -> list[ListedWord]:
    """Every word of the vocabulary and every tag in use, by name."""
    held = labels(library)
    counts: dict[str, int] = {}
    for tags in held.videos.values():
        for tag, yes in tags.items():
            counts[tag] = counts.get(tag, 0) + yes
    names = sorted({*held.words.words, *(name for name, count in counts.items() if count)})
    return [
        ListedWord(held.words.words.get(name, Word(name)), held.words.above(name), counts.get(name, 0))
        for name in names
    ]


def add(library: Library, word: Word) -> None:
    """Add a word, or more of what is known of one: its synonyms, its name in other languages, the word above it."""
    library.store.decide(*_decisions(word, vocabulary(library.decisions())))


def add_all(library: Library, path: Path) -> Added:
    """Add the words of a file: text with a word a line (`dog = puppy, hound < animal`), CSV, TSV, or JSONL.

    Columns and fields are name, synonyms (separated by semicolons), parent; any other is a language, such as de.
    """
    known = _Growing(vocabulary(library.decisions()).words.values())
    made: list[Decision] = []
    troubles, count = [], 0
    for line, word in _words(path):
        try:
            if isinstance(word, str):
                raise UsageWrong(word)
            made += (more := _decisions(word, known))
            known.take(more)
            count += 1
        except UsageWrong as error:
            troubles.append(f"Line {line} of {path.name} is passed over: {error}")
    if made:
        library.store.decide(*made)
    return Added(count, tuple(troubles))


def merge(library: Library, kept: str, other: str) -> None:
    """Make one tag another name of a tag: labels of both count for the one that is kept."""
    held = vocabulary(library.decisions())
    name, lost = held.canonical(kept), held.canonical(other)
    if name == lost:
        raise UsageWrong(f"{kept!r} and {other!r} are one tag already, called {name!r}.")
    known = {item.word.name for item in listed(library)}
    for tag in (name, lost):
        if tag not in known:
            raise UsageWrong(f"There is no tag {tag!r}.", "see-tags")
    if name in held.above(lost) or lost in held.above(name):
        raise UsageWrong(f"{name!r} and {lost!r} lie above each other.", "clear-parent")
    library.store.decide(Decision("word", tag=name), Decision("synonym", tag=name, prompt=lost))


def remove(library: Library, name: str) -> None:
    """Take a word out of the vocabulary; labels with it stay."""
    held = vocabulary(library.decisions())
    if held.canonical(name) not in held.words:
        raise UsageWrong(f"The vocabulary has no word {name!r}.", "see-tags")
    library.store.decide(Decision("unword", tag=held.canonical(name)))


def clear_parent(library: Library, name: str) -> None:
    """Take back what lies above a word."""
    held = vocabulary(library.decisions())
    if not held.above(held.canonical(name)):
        raise UsageWrong(f"Nothing lies above {name!r}.")
    library.store.decide(Decision("parent", tag=held.canonical(name)))


class _Growing(Vocabulary):
    """A vocabulary that takes in line after line: as much of each as tells whether the next makes sense."""

    def take(self, made: Iterable[Decision]) -> None:
        """Know what was made of a line, at the cost of that line alone."""
        for one in made:
            word = self.words.setdefault(one.tag, Word(one.tag))
            if one.kind == "parent":
                self.words[one.tag] = replace(word, parent=one.prompt)
            elif one.kind == "synonym":
                self._names[folded(one.prompt)] = one.tag


def _decisions(word: Word, held: Vocabulary) -> list[Decision]:
    name, parent = held.canonical(word.name), held.canonical(word.parent)
    if not name:
        raise UsageWrong("A word needs a name.")
    if parent and (parent == name or name in held.above(parent)):
        raise UsageWrong(f"{parent!r} cannot lie above {name!r}: it is the same, or lies below it.")
    others = [folded(other) for other in word.synonyms if folded(other) and held.canonical(other) != name]
    abroad = [folded(said) for said in word.languages.values() if folded(said) and held.canonical(said) != name]
    if taken := [other for other in (*others, *abroad) if other in held.words or other == parent]:
        raise UsageWrong(
            f"{taken[0]!r} is a word of its own, not another name of {name!r}.",
            "merge-words",
            name=name,
            other=taken[0],
        )
    made = [Decision("word", tag=name)] if name not in held.words else []
    made += [Decision("word", tag=parent)] if parent and parent not in held.words else []
    made += [Decision("synonym", tag=name, prompt=other) for other in others]
    made += [Decision("synonym", tag=name, prompt=said, note=code) for code, said in word.languages.items() if said]
    return made + ([Decision("parent", tag=name, prompt=parent)] if parent else [])


def _words(path: Path) -> Iterator[tuple[int, Word | str]]:
    """The words of a file with their lines; what is wrong with a line that holds none."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageWrong(f"{path} cannot be read as text: {getattr(error, 'strerror', None) or error}.") from error
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv"):
        rows = csv.DictReader(lines, delimiter="\t" if suffix == ".tsv" else ",")
        yield from ((rows.line_num, _row(row)) for row in rows)
        return
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, _object(line) if suffix in (".jsonl", ".ndjson") else _line(line)


def _line(line: str) -> Word:
    rest, _, parent = line.partition("<")
    name, _, synonyms = rest.partition("=")
    return Word(name.strip(), _split(synonyms, ","), {}, parent.strip())


def _object(line: str) -> Word | str:
    try:
        row = json.loads(line)
    except ValueError:
        return "It is no JSON."
    return _row(row) if isinstance(row, dict) else "It is no object."


def _row(row: Mapping[Any, Any]) -> Word | str:
    cells = {str(name).strip().lower(): value for name, value in row.items() if value}
    if None in row or not cells.get("name"):
        return "It has no name, or more cells than the heading."
    synonyms = cells.pop("synonyms", "")
    told = tuple(map(str, synonyms)) if isinstance(synonyms, list) else _split(str(synonyms), ";")
    languages = cells.pop("languages", {})
    name, parent = str(cells.pop("name")), str(cells.pop("parent", ""))
    given = {**cells, **languages} if isinstance(languages, dict) else cells
    return Word(name, told, {str(code): str(said) for code, said in given.items()}, parent)


def _split(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(sign) if part.strip())
