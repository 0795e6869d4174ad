"""Words as vectors of a library's encoder, remembered: a known phrase costs no model at all."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from vsearch.encoders import ENCODERS, Encoder, prompts
from vsearch.errors import EncoderMismatch, UsageWrong
from vsearch.library import Store
from vsearch.nouns import Vectors
from vsearch.retrieval.caches import Cache, Once
from vsearch.texts.glossary import Concept, Translation, with_common
from vsearch.texts.languages import unknown_language

KEPT = 16
"""New phrases that one process keeps on disk for the next: one that asks more stays open, and remembers itself."""


@dataclass(frozen=True, slots=True)
class PictureQuestion:
    """What the pictures are asked for: the words themselves, or what is known of them in a language of the encoder."""

    words: str
    known: bool
    """Whether anything of it is known."""
    whole: bool
    """Whether all of it is."""
    note: str = ""


class Phrases:
    """Query vectors of one library; the encoder is loaded when a phrase is new."""

    def __init__(self, store: Store, concepts: Callable[[], Sequence[Concept]] = tuple) -> None:
        self._store = store
        self._concepts = concepts
        self._glossary = Once(lambda: with_common(self._concepts()))
        self._into = Once(self._read_into)
        self._encoder = Once(self._make)
        self._held = Cache()
        self._writes = itertools.count()

    @property
    def name(self) -> str:
        """The name of the encoder, without loading it."""
        return self._store.encoder

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the library's vectors."""
        return self._encoder()

    def query(self, words: str, avoid: Sequence[str] = ()) -> Vectors:
        """One unit row for words, turned away from what is to be avoided; in a language that the encoder reads."""
        words, *avoid = (found.words if (found := self._translated(one)) else one for one in (words, *avoid))
        return self._kept(
            "\0".join(("query", words, *avoid)), lambda: prompts.query_vector(self.encoder, words, avoid=avoid)
        )

    def bank(self) -> Vectors:
        """The rows of words that say little: a score means nothing below theirs."""
        return self._kept("\0".join(("bank", *prompts.NEUTRAL)), lambda: prompts.neutral_bank(self.encoder))

    def asked(self, words: str) -> PictureQuestion:
        """What the pictures are asked for by some words, and what is to be said of that."""
        found = self._translated(words)
        if found is None:
            foreign, _ = self._remarks(words)
            return PictureQuestion(words, not foreign, not foreign, foreign)
        note = f'The pictures were asked for "{found.words}", for {self.name} does not read {words!r}'
        lacking = f"; {', '.join(found.unknown)} is not known here." if found.unknown else "."
        return PictureQuestion(found.words, True, not found.unknown, note + lacking)

    def warnings(self, words: str) -> list[str]:
        """What the encoder cannot make of these words, in sentences."""
        if not words.strip():
            return []
        return [sentence for sentence in (self.asked(words).note, self._remarks(words)[1]) if sentence]

    def reads(self, words: str) -> bool:
        """Whether the encoder can be asked for all of these words, in their language or another, as far as known."""
        return self.asked(words).whole

    def _translated(self, words: str) -> Translation | None:
        """Words in a language that the encoder reads, where they are in another and known."""
        concepts = tuple(self._concepts())
        make = self._glossary(concepts).translated
        into = self._into()
        return self._held.get(("translated", words), concepts, lambda: make(words, into) if into != "*" else None)

    def _read_into(self) -> str:
        """The first language that the encoder reads, "*" for most; kept on disk, for it to be loaded less often."""
        key = self._key("into", "languages")
        if (kept := self._store.derived.read(key)) is None:
            languages = self.encoder.spec.languages
            kept = ("*" if "*" in languages else languages[0]).encode()
            self._store.derived.write(key, kept)
        return kept.decode()

    def _remarks(self, words: str) -> tuple[str, str]:
        """A sentence each if the words are in an unknown language, and if they are too many; remembered."""
        return self._held.get(f"remarks\0{words}", None, lambda: self._read_remarks(words))

    def _read_remarks(self, words: str) -> tuple[str, str]:
        key = self._key("\0".join(("remarks", words)))
        if (kept := self._store.derived.read(key)) is not None:
            foreign, long = kept.decode().split("\n")
            return foreign, long
        spec = self.encoder.spec
        foreign, long = unknown_language(spec, words) or "", prompts.too_long(self.encoder, words) or ""
        self._keep(key, f"{foreign}\n{long}".encode())
        return foreign, long

    def _make(self) -> Encoder:
        try:
            encoder = ENCODERS.make(self._store.encoder)
        except UsageWrong as error:
            raise EncoderMismatch(
                f"{self._store.location} was indexed with {self._store.encoder}, which this machine does not have: "
                f"{error.what}",
                "bring-encoder",
            ) from error
        self._store.check_encoder(encoder.spec)
        return encoder

    def _kept(self, key: str, make: Callable[[], Vectors]) -> Vectors:
        return self._held.get(key, None, lambda: self._read(key, make))

    def _read(self, key: str, make: Callable[[], Vectors]) -> Vectors:
        kept, row = self._store.derived.read(self._key(key)), 4 * self._store.width
        if kept is not None and row > 0 and len(kept) % row == 0:  # `library.json` may say another width now
            return np.frombuffer(kept, np.float32).reshape(-1, self._store.width)
        rows = np.asarray(make(), np.float32)
        self._keep(self._key(key), rows.tobytes())
        return rows

    def _keep(self, key: str, content: bytes) -> None:
        if next(self._writes) < KEPT:
            self._store.derived.write(key, content)

    def _key(self, key: str, folder: str = "phrases") -> str:
        name = blake2b(f"{self._store.encoder}\0{key}".encode("utf-8", "replace"), digest_size=16).hexdigest()
        return f"{folder}/{name}"
