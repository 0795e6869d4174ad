"""The vocabulary of a library's tags: one name each, synonyms, names in other languages, and what lies above what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vsearch.library.decisions import Decision

KINDS = ("word", "synonym", "parent", "unword")
"""The decisions that make a vocabulary: a tag's name; another name of it (`prompt`, its language in `note`); what lies
above it (`prompt`, nothing to take that back); a name that is given up."""


@dataclass(frozen=True, slots=True)
class Word:
    """A tag: its synonyms, its name in other languages, and the tag above it."""

    name: str
    synonyms: tuple[str, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""

    def said(self, language: str) -> str:
        """Its name in a language, or its own where there is none."""
        return self.languages.get(language, self.name)


class Vocabulary:
    """The words of a library by name; a tag that nobody put in is a word of its own."""

    def __init__(self, words: Iterable[Word] = ()) -> None:
        self.words = {word.name: word for word in words}
        self._names = {
            folded(name): word.name
            for word in self.words.values()
            for name in (*word.languages.values(), *word.synonyms, word.name)
        }

    def canonical(self, tag: str) -> str:
        """The one name of a tag, whichever of its names, in whichever case, it goes by."""
        return self._names.get(folded(tag), folded(tag))

    def above(self, name: str) -> tuple[str, ...]:
        """The tags above one, nearest first."""
        found = [name]
        while (word := self.words.get(found[-1])) and word.parent and self.canonical(word.parent) not in found:
            found.append(self.canonical(word.parent))
        return tuple(found[1:])


def folded(tag: str) -> str:
    """A tag without its accidents: case and spaces."""
    return " ".join(tag.casefold().split())


def vocabulary(decisions: Iterable[Decision]) -> Vocabulary:
    """The vocabulary that decisions made, the last word counting."""
    words: dict[str, Word] = {}
    for made in decisions:
        name, other = folded(made.tag), folded(made.prompt)
        if made.kind not in KINDS or not name:
            continue
        if made.kind == "unword":
            words.pop(name, None)
            continue
        old = words.get(name, Word(name))
        if made.kind == "synonym" and other:
            words[name] = _named(old, words.pop(other, None), other, made.note)
        elif made.kind == "parent":
            words[name] = Word(name, old.synonyms, old.languages, other)
        else:
            words[name] = old
    return Vocabulary(words.values())


def concepts(decisions: Iterable[Decision]) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """The words that have more names than one, by language; names that may be in any stand under ""."""
    named = (word for word in vocabulary(decisions).words.values() if word.synonyms or word.languages)
    return tuple(
        {"": (word.name, *word.synonyms), **{code: (name,) for code, name in word.languages.items()}} for word in named
    )


def _named(word: Word, swallowed: Word | None, other: str, language: str) -> Word:
    """A word with one more name, and with all names of the word that this one was."""
    if language:
        return Word(word.name, word.synonyms, {**word.languages, language: other}, word.parent)
    more = (other, *(swallowed.synonyms if swallowed else ()))
    synonyms = tuple(dict.fromkeys(name for name in (*word.synonyms, *more) if name != word.name))
    languages = {**(swallowed.languages if swallowed else {}), **word.languages}
    return Word(word.name, synonyms, languages, word.parent or (swallowed.parent if swallowed else ""))
