"""Merges: a tokenizer of very many tokens without them, its pairs looked up in a file that is mapped.

A vocabulary of 256,000 tokens takes a second and 400 MB to read. The letters alone are read in milliseconds, and which
two tokens become one, and in which order, is found by bisection.
"""

import heapq
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsearch.encoders.tokens import Manner, Tokenizer, load_tokenizer, read_manner

LARGE = 100_000
"""Tokens from which on it pays."""

_PAIRS, _MERGED = "pairs.npy", "merged.npy"
_BYTE = len("<0x00>")


def save_tokenizer(tokenizer: Tokenizer, folder: Path, large: int = LARGE) -> None:
    """Write a tokenizer for `read_tokenizer`, its merges apart where they are very many."""
    tokenizer.save(folder)
    path = folder / "tokenizer.json"
    whole = json.loads(path.read_text("utf-8"))
    model = whole["model"]
    if not _plain(model) or len(model["vocab"]) < large:
        return
    pairs, merged = _tables(model)
    np.save(folder / _PAIRS, pairs)
    np.save(folder / _MERGED, merged)
    named = {added["content"] for added in whole["added_tokens"]} | {model.get("unk_token")}
    model["vocab"] = {token: id for token, id in model["vocab"].items() if _is_letter(token) or token in named}
    model["merges"] = []
    path.write_text(json.dumps({**whole, "truncation": None, "padding": None}, ensure_ascii=False), "utf-8")


def read_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer that was saved in `folder`."""
    if not (folder / _PAIRS).exists():
        return load_tokenizer(folder)
    import tokenizers

    model = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    return MergingTokenizer(model, read_manner(folder), folder)


def _plain(model: dict[str, Any]) -> bool:
    """Whether tokens are made by merging pairs in their order, and by nothing else."""
    others = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges")
    return model.get("type") == "BPE" and not any(model.get(name) for name in others)


def _is_letter(token: str) -> bool:
    return len(token) == 1 or (len(token) == _BYTE and token.startswith("<0x") and token.endswith(">"))


def _tables(model: dict[str, Any]) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """The pairs, sorted, each as one number; for each its place in the order of merging, and what it becomes."""
    vocabulary = model["vocab"]
    halves = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
    ids = np.array([(vocabulary[a], vocabulary[b], vocabulary[a + b]) for a, b in halves], np.uint64).reshape(-1, 3)
    keys = (ids[:, 0] << np.uint64(32)) | ids[:, 1]
    order = np.argsort(keys, kind="stable")
    return keys[order], np.stack([order, ids[order, 2]], axis=1).astype(np.uint32)


class MergingTokenizer(Tokenizer):
    """A tokenizer whose model knows letters alone."""

    def __init__(self, model: Any, manner: Manner, folder: Path) -> None:
        self.manner = manner
        self._model = model
        self._pairs: NDArray[np.uint64] = np.load(folder / _PAIRS, mmap_mode="r")
        self._merged: NDArray[np.uint32] = np.load(folder / _MERGED, mmap_mode="r")
        shown = model.encode("a")
        special = [bool(flag) for flag in shown.special_tokens_mask]
        first = special.index(False)
        self._before, self._after = (
            shown.ids[:first],
            [id for id, flag in zip(shown.ids[first:], special[first:], strict=True) if flag],
        )

    def _padded(self, text: str) -> list[int]:
        manner = self.manner
        length = manner.length - (manner.ending >= 0)
        ids = [*self._before, *self._tokens(text)[: self._room], *self._after]
        padding = [manner.pad] * (length - len(ids))
        return padding + ids if manner.side == "left" else ids + padding

    def unread(self, text: str) -> int:
        """How many tokens of `text` do not fit and are never read."""
        return max(0, len(self._tokens(text)) - self._room)

    @property
    def _room(self) -> int:
        return self.manner.length - (self.manner.ending >= 0) - len(self._before) - len(self._after)

    def _tokens(self, text: str) -> list[int]:
        """The tokens of a text, merged within each of its words, without those that stand around every text."""
        found = self._model.encode(self._cleaned(text), add_special_tokens=False)
        words: dict[int | None, list[int]] = {}
        for word, id in zip(found.word_ids, found.ids, strict=True):
            words.setdefault(word, []).append(id)
        return [id for ids in words.values() for id in self._joined(ids)]

    def _joined(self, ids: list[int]) -> list[int]:
        """Merge pairs, those that come first in the order of merging first, the leftmost of equals."""
        ends = list(range(1, len(ids) + 1))
        starts = list(range(-1, len(ids) - 1))
        queue: list[tuple[int, int, int, int, int]] = []

        def offer(left: int) -> None:
            right = ends[left]
            if left >= 0 and right < len(ids) and (found := self._merge(ids[left], ids[right])):
                heapq.heappush(queue, (found[0], left, ids[left], ids[right], found[1]))

        for left in range(len(ids) - 1):
            offer(left)
        while queue:
            _, left, first, second, merged = heapq.heappop(queue)
            right = ends[left]
            if ids[left] != first or right >= len(ids) or ids[right] != second:
                continue  # one of the two was merged with another meanwhile
            ids[left], ids[right], ends[left] = merged, -1, ends[right]
            if ends[left] < len(ids):
                starts[ends[left]] = left
            for place in (starts[left], left):
                if place >= 0:
                    offer(place)
        return [id for id in ids if id >= 0]

    def _merge(self, left: int, right: int) -> tuple[int, int] | None:
        """The place of a pair in the order of merging, and what it becomes."""
        key = (left << 32) | right
        place = int(np.searchsorted(self._pairs, np.uint64(key)))
        if place == len(self._pairs) or int(self._pairs[place]) != key:
            return None
        return int(self._merged[place, 0]), int(self._merged[place, 1])
