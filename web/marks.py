"""Marks: where in a text the words stand that were asked for, in any of their forms."""

from collections.abc import Sequence

from vsearch.texts.stopwords import STOPWORDS
from vsearch.texts.tokens import placed, stem, words


def marks(text: str, asked: str, language: str = "") -> list[tuple[int, int]]:
    """From which letter to which each word of the text lies that was asked for; neighbours are joined."""
    wanted = {stem(word, language) for word in telling(words(asked), language)}
    found: list[tuple[int, int]] = []
    for word, start, end in placed(text) if wanted else ():
        if stem(word, language) in wanted:
            if found and not text[found[-1][1] : start].strip():
                found[-1] = found[-1][0], end
            else:
                found.append((start, end))
    return found


def telling(asked: Sequence[str], language: str = "") -> list[str]:
    """The words that say something; all of them where none does."""
    empty = STOPWORDS.get(language or "en", STOPWORDS["en"])
    return [word for word in asked if word not in empty] or list(asked)
