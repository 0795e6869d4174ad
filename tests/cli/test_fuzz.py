"""Whatever happens to the files of a library, every command answers from what is whole or says what is not."""

import contextlib
import json
import os
import random
import shutil
import signal
import traceback
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from typer.testing import CliRunner

from tests.cli.damage import damaged
from vsearch.cli.app import app
from vsearch.cures import Note
from vsearch.errors import VSearchError
from vsearch.indexer.run.index import index
from vsearch.library import Store, towers
from vsearch.library.failures import record
from vsearch.library.health import findings
from vsearch.library.saved import Reel, ReelPart, SavedQuery, save_reel, save_search
from vsearch.nouns import Span
from vsearch.settings import IndexOverrides

CASES = int(os.environ.get("VSEARCH_FUZZ", 2000))
CHUNKS = 4
"""Parts that several test processes can share."""
OLD = Path(__file__).parent.parent / "core/library/old/0.1.0"
WORDS = (
    ["list"], ["show", "ID"], ["search", "apples"], ["search", "snow", "--video", "ID"], ["search", "music"],
    ["search", "--like", "ID"], ["thumbnail", "ID", "-o", "OUT"], ["thumbnail", "ID", "-o", "OUT", "--prompt", "snow"],
    ["highlights", "ID"], ["tag", "ID"], ["duplicates"], ["transcript", "ID"], ["towers"], ["monitor"],
    ["decisions", "list"], ["vocabulary", "list"], ["index", "FILMS", "--dry-run"], ["rebuild"],
    ["thumbnail", "--stale", "-o", "OUT"], ["sql", "select count(*), min(time) from frames"], ["tag"],
    ["search", "apples", "--export", "OUT/a.csv"], ["search", "--saved", "snow"], ["reels"], ["reels", "best"],
    ["searches"], ["reels", "best", "-o", "OUT/a.csv"], ["list", "--failed"],
)  # fmt: skip
ANSWERS = ("list", "show", "search", "thumbnail", "highlights", "tag", "duplicates", "transcript", "sql")
"""What answers from the parts of videos."""
PROVEN = ("frames.parquet", "vectors.faiss", "utterances.parquet", "sound.npz", "preview.webp", "preview.vtt")


class Place:
    """A library, its films, and every file as it should be."""

    def __init__(self, folder: Path) -> None:
        self.films, self.library, self.out = folder / "films", folder / "library", folder / "out"
        self.before: dict[Path, tuple[bytes, os.stat_result]] = {}
        self.ids: list[str] = []

    def remember(self) -> None:
        """Take everything for whole as it is now."""
        self.ids = Store.open(self.library).ids()
        files = (path for path in sorted(self.library.rglob("*")) if path.is_file() and path.stat().st_size)
        self.before = {path: (path.read_bytes(), path.stat()) for path in files if "leases" not in path.parts}

    def restore(self) -> None:
        """Undo what was done to any file, so that nothing looks changed."""
        for path in self.library.rglob("*"):
            if path.is_file() and path not in self.before:
                path.unlink()
        for path, (content, about) in self.before.items():
            if not path.exists() or path.stat().st_mtime_ns != about.st_mtime_ns or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """A library of this version with a tower that serves, and one of an earlier version."""
    made = []
    for name in ("now", "before"):
        folder = tmp_path_factory.mktemp("fuzz") / name
        shutil.copytree(OLD, folder)
        place = Place(folder)
        if name == "now":
            shutil.rmtree(place.library)
            settings = IndexOverrides(transcriber="none", texts="builtin")
            index([place.films], store=place.library, encoder="builtin", settings=settings, jobs=2)
            shutil.copy(OLD / "library" / "decisions.jsonl", place.library)
            tower(Store.open(place.library))
        else:
            for file in folder.glob("library/videos/*/video.json"):
                file.write_text(file.read_text("utf-8").replace("/where/it/was", str(folder)), "utf-8")
        store = Store.open(place.library)
        save_search(store, "snow", SavedQuery("snow"))
        record(store, place.films, Note("It is a folder.", "did-you-mean", {"near": "a film"}))
        save_reel(store, Reel("best", tuple(ReelPart(id, Span(0, 1)) for id in store.ids())))
        for words in WORDS:
            for id in Store.open(place.library).ids():
                said(place, words, id)
        place.remember()
        made.append(place)
    return made


def tower(store: Store) -> None:
    """A tower that says what the prior says."""
    width = store.width
    inputs = [("prior", ["b", width]), ("times", ["b", "n", 1])]
    nodes = [
        helper.make_node("Identity", ["prior"], ["vector"]),
        helper.make_node("Squeeze", ["times", "axis"], ["saliency"]),
        helper.make_node("Slice", ["prior", "zero", "one", "first"], ["tags"]),
    ]
    numbers = {"axis": [2], "zero": [0], "one": [1], "first": [1]}
    graph = helper.make_graph(
        nodes, "tower",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("vector", "saliency", "tags")],
        [onnx.numpy_helper.from_array(np.array(value, np.int64), name) for name, value in numbers.items()],
    )  # fmt: skip
    config = {
        "layout": 1, "encoder": store.encoder, "widths": {"frames": width, "words": 0, "sound": 0}, "texts": "",
        "sound": "", "tasks": ["thumbnail", "highlight", "tags"], "signals": ["sharpness"], "mean": [0.0],
        "deviation": [1.0], "tags": ["sea"], "shape": {}, "plan": {},
    }  # fmt: skip
    with towers.draft(store, "t1") as folder:
        onnx.save(
            helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), folder / "tower.onnx"
        )
        for name, told in {"config": config, "metrics": {}, "data": {"learned": []}}.items():
            (folder / f"{name}.json").write_text(json.dumps(told))
    towers.promote(store, "t1")


class Hang(BaseException):
    """A command took longer than any may; nothing that runs may swallow this."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """A block that may not take longer."""

    def over(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def said(place: Place, words: list[str], id: str) -> str:
    """What a command prints; anything but an answer or a sentence is a fault."""
    names = {"ID": id, "OUT": str(place.out), "FILMS": str(place.films), "OUT/a.csv": str(place.out / "a.csv")}
    filled = [names.get(word, word) for word in words]
    result = CliRunner().invoke(app, [*filled, "--json", "--library", str(place.library)])
    if result.exception and not isinstance(result.exception, VSearchError | SystemExit):
        raise result.exception
    return result.output + str(result.exception or "")


class Oracle:
    """What may be answered where a part is damaged: what is answered where it is whole, or where it is absent."""

    def __init__(self) -> None:
        self._told: dict[tuple[Path | None, tuple[str, ...], str], object] = {}

    def allowed(self, place: Place, path: Path, words: list[str], id: str) -> list[object]:
        """The answers; what can be had again for the asking must be answered from as if nothing had happened."""
        derived = path.relative_to(place.library).parts[0] == "search"
        return [self._answer(place, lost, words, id) for lost in ((None,) if derived else (None, path))]

    def _answer(self, place: Place, lost: Path | None, words: list[str], id: str) -> object:
        key = lost, (str(place.library), *words), id
        if key not in self._told:
            place.restore()
            if lost:
                lost.unlink()
            self._told[key] = items(said(place, words, id))
        return self._told[key]


def items(told: str) -> object:
    """The items of an answer; None where there is none."""
    try:
        return json.loads(told)["items"]
    except (ValueError, KeyError):
        return None


@pytest.mark.slow
@pytest.mark.timeout(36_000)
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_damage_ends_in_a_traceback_a_hang_or_a_wrong_answer(places: list[Place], chunk: int) -> None:
    faults: dict[str, str] = {}
    oracle = Oracle()
    for case in range(chunk, CASES, CHUNKS):
        dice = random.Random(case)
        place = dice.choice(places)
        path = dice.choice(sorted(place.before))
        made = damaged(path, dice)
        path.unlink() if made is None else path.write_bytes(made)
        words, id = dice.choice(WORDS), dice.choice(place.ids)
        try:
            with limited(30):
                told = said(place, words, id)
                assert "NaN" not in told
                assert "Infinity" not in told
                if path.name in PROVEN and made != place.before[path][0] and place is places[0]:
                    named = path.parent.name if made is None else path.name
                    assert any(named in wrong.what for wrong in findings(Store.open(place.library))), "not named"
                if words[0] in ANSWERS and "--stale" not in words and _judged(place, path) and place is places[0]:
                    found = items(told)
                    assert found is None or found in oracle.allowed(place, path, words, id), "an answer from damage"
        except BaseException as error:  # a library in another language panics with one of these
            if isinstance(error, KeyboardInterrupt):
                raise
            at = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}"
            faults.setdefault(key, f"case {case}: {path.relative_to(place.library)}, {' '.join(words)}: {error}")
        place.restore()
    assert not faults, "\n" + "\n".join(f"{key}: {what}" for key, what in faults.items())


def _judged(place: Place, path: Path) -> bool:
    """Whether a file is proven, so that no damage of it may be taken for another truth."""
    return path.name in PROVEN or path.relative_to(place.library).parts[0] == "search"
