"""The lexical index: exact words in titles, descriptions, tags and utterances, found by their stems, ranked by BM25.

tantivy and SQLite's FTS5 were measured side by side over 100,000 utterances: one to five words take FTS5 9 to 64 ms at
the median and 54 to 175 at the 99th percentile, tantivy 0.2 to 0.5 and 5 to 9: it skips what cannot be best.
"""

import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vsearch.errors import LibraryBusy, LibraryDamaged
from vsearch.nouns import Span
from vsearch.texts.fields import WEIGHTS, fields_schema, narrowed
from vsearch.texts.query import COMPOUNDING, WordQuery, excerpt
from vsearch.texts.tokens import STEMMED, stems, words

_NAME = "words-3"
"""The folder; its number is raised when what is written changes, so that older ones are made again."""

_WAIT = 10.0  # seconds for another process's update
_HEAP = 32_000_000  # bytes that the writer gathers before it writes


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text of a video: its title, its description, a tag, or something said or written in it (then with its span)."""

    video: str
    field: str
    text: str
    span: Span | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A text that holds the words asked for: `exact` side by side as they were written, `all` of them in some form."""

    video: str
    field: str
    span: Span | None
    score: float
    """BM25 times the weight of the field; higher is better."""
    snippet: str
    marks: tuple[tuple[int, int], ...]
    """Where the words stand in the snippet: from, to."""
    exact: bool
    all: bool
    held: frozenset[str] = frozenset()
    """The words asked for that the text holds, as they were asked for."""
    within: frozenset[str] = frozenset()
    """Those that stand only within longer words, or have a part that stands there."""


class Lexicon:
    """The index in a folder, made when first written; without a folder it lies in memory, and serves as well."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._path = Path() if folder is None else folder / _NAME
        self._held: tuple[tuple[int, int], Any] | None = None
        self._memory = None if folder else _in_memory()

    def clear(self) -> None:
        """Delete the index: it is derived."""
        shutil.rmtree(self._path, ignore_errors=True)
        self._held = None

    def stamps(self) -> dict[str, str]:
        """The videos it holds, each with the stamp it was written with: what has another stamp must be written anew."""
        if not (searcher := self._searcher()):
            return {}
        from tantivy import Query as Search

        with _translated(self._path):
            marks = searcher.search(Search.term_query(fields_schema(), "mark", "1"), max(1, searcher.num_docs)).hits
            found = [searcher.doc(address) for _, address in marks]
            return {doc.get_first("video"): doc.get_first("text") for doc in found}

    def write(self, videos: Mapping[str, tuple[str, Iterable[TextRow]]], gone: Collection[str] = ()) -> None:
        """Write videos (a stamp and all rows of each) over what was there, and forget those that are gone, at once."""
        with self._writer() as writer:
            for video in {*gone, *videos}:
                writer.delete_documents_by_term("video", video)
            for video, (stamp, rows) in videos.items():
                writer.add_document(_document(video=video, mark="1", text=stamp))
                for row in rows:
                    if found := stems(row.text, row.language):
                        writer.add_document(_filled(video, row, found))

    def search(
        self,
        asked: str,
        *,
        top: int = 20,
        fields: Collection[str] = tuple(WEIGHTS),
        videos: Collection[str] | None = None,
    ) -> list[Match]:
        """The best texts for some words: those with the exact phrase first, then with all words, then with any.

        Words in "double quotes" must stand there side by side. Where words are written as one, parts of them count too.
        """
        if not words(asked) or top < 1 or not fields or not (searcher := self._searcher()):
            return []
        with _translated(self._path):
            fields = [name for name in fields if searcher.doc_freq("field", name)]
            if not fields:
                return []
            query = _asked(asked, tuple(code for code in ("", *STEMMED) if searcher.doc_freq("language", f"={code}")))
            here = all(any(searcher.doc_freq(name, form) for name in fields for form in forms) for forms in query.forms)
            compounds = query.parts and any(searcher.doc_freq("language", f"={code}") for code in COMPOUNDING)
            steps = (*query.steps, "part") if compounds and not query.quoted else query.steps
            found: dict[Any, Match] = {}
            for step in steps:
                # A word that stands nowhere is in no phrase.
                if len(found) < top and (here or step in ("any", "part")):
                    for score, address in searcher.search(narrowed(query, step, fields, videos), top).hits:
                        place = address.segment_ord, address.doc
                        found[place] = found.get(place) or _match(query, searcher.doc(address), score)
        ranked = sorted(found.values(), key=lambda match: (-match.exact, -match.all, -match.score, match.video))
        return ranked[:top]

    def _searcher(self) -> Any:
        """A view of the last commit; None where nothing was ever written."""
        import tantivy

        if self._memory is not None:
            self._memory.reload()
            return self._memory.searcher()
        try:
            about = (self._path / "meta.json").stat()
        except OSError:
            return None
        commit, held = (about.st_ino, about.st_mtime_ns), self._held
        if held is None or held[0] != commit:
            with _translated(self._path):
                held = self._held = commit, tantivy.Index.open(str(self._path)).searcher()
        return held[1]

    @contextmanager
    def _writer(self) -> Iterator[Any]:
        """A writer whose changes come all at once, or not at all."""
        with _translated(self._path):
            writer = self._unlocked()
            try:
                yield writer
                writer.commit()
                writer.wait_merging_threads()
            except BaseException:
                writer.rollback()
                raise

    def _unlocked(self) -> Any:
        end = time.monotonic() + _WAIT
        while True:
            try:
                return self._made().writer(_HEAP, 1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                if time.monotonic() > end:
                    raise LibraryBusy(f"Another process writes to {self._path}.", "wait") from error
                time.sleep(0.05)

    def _made(self) -> Any:
        import tantivy

        if self._memory is not None:
            return self._memory
        self._path.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(fields_schema(), path=str(self._path))
        except ValueError:
            shutil.rmtree(self._path)  # derived: a damaged index is made anew
            self._path.mkdir(parents=True)
            return tantivy.Index(fields_schema(), path=str(self._path))


def _in_memory() -> Any:
    import tantivy

    return tantivy.Index(fields_schema())


def _filled(video: str, row: TextRow, found: list[str]) -> Any:
    times = {"start": row.span.start, "end": row.span.end} if row.span else {}
    texts = {row.field: " ".join(found), "field": row.field, "text": row.text}
    return _document(video=video, **texts, spoken=row.language, language=f"={row.language}", **times)


def _document(**values: str | float) -> Any:
    import tantivy

    document = tantivy.Document()
    for name, value in values.items():
        if isinstance(value, str):
            document.add_text(name, value)
        else:
            document.add_float(name, value)
    return document


_asked = lru_cache(maxsize=32)(WordQuery.of)
"""One question is asked of several fields, one after the other."""


def _match(query: WordQuery, document: Any, score: float) -> Match:
    start, end = document.get_first("start"), document.get_first("end")
    span = None if start is None else Span(start, end)
    found = excerpt(query, document.get_first("text"), document.get_first("spoken"))
    video, field = document.get_first("video"), document.get_first("field")
    about = found.piece, found.marks, found.exact, found.all, found.held, found.within
    return Match(video, field, span, float(score), *about)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # tantivy panics over damaged files, with an exception that is not even an `Exception`.
        if isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException":
            raise LibraryDamaged(f"{path} cannot be used: {error}.", "rebuild") from error
        raise
