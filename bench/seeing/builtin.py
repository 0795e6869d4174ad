"""The promises about the builtin encoder: speed always, accuracy where its held-out pictures are at hand."""

import resource
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from bench.setting.bars import Bars
from bench.setting.photographs import drawn, small
from bench.setting.places import IMAGES, ROOT
from bench.setting.samples import QUERIES
from vsearch.encoders import Encoder
from vsearch.encoders.builtin import builtin
from vsearch.encoders.prompts import neutral_bank, query_vector
from vsearch.training.distill.scores import recall

WEIGHTS = ROOT / "data" / "builtin"
COLD = (
    "import time; started = time.process_time(); from vsearch.encoders.builtin import builtin;"
    "builtin(threads=1).encode_texts(['a cat']); print(time.process_time() - started)"
)


def seconds(work: Any, times: int = 5) -> float:
    """CPU seconds (user and system) of the median run."""
    work()
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_SELF)
        work()
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent)


def speed(encoder: Encoder) -> list[tuple[str, float, str, bool]]:
    """Frames a core-second, milliseconds a query, seconds of a cold start, megabytes in the wheel."""
    side = encoder.spec.size
    pixels = np.random.default_rng(0).integers(0, 256, (64, side, side, 3), dtype=np.uint8)
    frames = 64 / seconds(lambda: encoder.encode_images(pixels))
    texts = [f"two dogs run over a green field number {n}" for n in range(50)]
    query = seconds(lambda: [encoder.encode_texts([text]) for text in texts]) / 50 * 1000
    starts = [float(subprocess.check_output([sys.executable, "-c", COLD])) for _ in range(5)]
    cold, size = statistics.median(starts), sum(path.stat().st_size for path in WEIGHTS.iterdir()) / 2**20
    return [
        ("frames a core-second", frames, ">= 150", frames >= 150),
        ("ms a text query", query, "<= 2", query <= 2),
        ("s of CPU, cold text query", cold, "<= 0.35", cold <= 0.35),
        ("MiB in the wheel", size, "<= 25", size <= 25),
    ]


def pictures(packed: list[bytes], side: int) -> NDArray[np.uint8]:
    """Decoded pictures, squashed to the encoder's square."""
    import cv2

    def one(data: bytes) -> Any:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
        return cv2.resize(
            picture, (side, side), interpolation=cv2.INTER_AREA if len(picture) > side else cv2.INTER_CUBIC
        )

    return np.stack([one(data) for data in packed])


def photographs(encoder: Encoder) -> list[tuple[str, float, str, bool]]:
    """Captions to photographs among the 1,000 held out."""
    held = drawn(sorted(IMAGES.glob("photos_captions_*.parquet")))[:1000]
    seen = encoder.encode_images(pictures([row["image"] for row in held], encoder.spec.size))
    said = [(text, place) for place, row in enumerate(held) for text in row["captions"]]
    read = encoder.encode_texts([text for text, _ in said])
    found = recall(seen, read, np.asarray([place for _, place in said]))
    return [
        ("R@1, captions to 1,000 photographs", found.at1, ">= 0.17", found.at1 >= 0.17),
        ("R@5", found.at5, "", True),
        ("R@10", found.at10, ">= 0.55", found.at10 >= 0.55),
        ("median rank", found.median, "", True),
    ]


def things(encoder: Encoder) -> list[tuple[str, float, str, bool]]:
    """Zero-shot over the 200 kinds, on the 2,000 small pictures that were held out."""
    rows, places = small()
    held, names = [rows[n] for n in places], sorted({row["words"] for row in rows})
    kinds = np.stack([kind(encoder, name) for name in names])
    truth = np.asarray([names.index(row["words"]) for row in held])
    seen = encoder.encode_images(pictures([row["image"] for row in held], encoder.spec.size))
    right = float(((seen @ kinds.T).argmax(1) == truth).mean())
    return [("zero-shot, 200 kinds", right, ">= 0.45", right >= 0.45)]


def kind(encoder: Encoder, words: str) -> NDArray[np.float32]:
    """One vector for a kind: its first two names in three prompts."""
    names = [name.strip().lower() for name in words.split(",")][:2]
    prompts = [prompt.format(name) for name in names for prompt in ("{}", "a photo of a {}.", "a picture of {}.")]
    mean = encoder.encode_texts(prompts).mean(0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def demo(encoder: Encoder) -> list[tuple[str, float, str, bool]]:
    """The demo's eight queries among its photographs, each shown at four zooms of 16:9, asked as a search asks."""
    from vsearch.data.photos import PHOTOS, photo

    shown = {name: encoder.encode_images(frames(photo(name), encoder.spec.size)) for name in PHOTOS}
    neutral = neutral_bank(encoder).mean(axis=0)
    places = []
    for query, right in QUERIES.items():
        direction = query_vector(encoder, query)[0] - neutral
        best = {name: float((rows @ direction).max()) for name, rows in shown.items()}
        places.append(sorted(best, key=lambda name: -best[name]).index(right) + 1)
    first, three = sum(place == 1 for place in places), sum(place <= 3 for place in places)
    return [
        ("demo queries answered first, of 8", first, ">= 6", first >= 6),
        ("demo queries answered in the first three", three, ">= 8", three >= 8),
    ]


def frames(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The centre squares of four 16:9 views of a photograph."""
    import cv2

    high, wide = picture.shape[:2]
    views = []
    for zoom, across, down in ((1.0, 0.5, 0.5), (1.2, 0.4, 0.45), (1.3, 0.6, 0.5), (1.5, 0.5, 0.4)):
        view_high = int(min(wide * 9 / 16, high) / zoom)
        left, top = int((wide - view_high) * across), int((high - view_high) * down)
        view = picture[top : top + view_high, left : left + view_high]
        views.append(cv2.resize(view, (side, side), interpolation=cv2.INTER_AREA))
    return np.stack(views)


def main() -> None:
    encoder = builtin(threads=1)
    table = Bars("builtin encoder", "measured", "bar", "")
    started = time.perf_counter()
    rows = speed(encoder) + demo(encoder)
    rows += [*photographs(encoder), *things(encoder)] if IMAGES.exists() else []
    for name, figure, bar, right in rows:
        table.add_row(name, f"{figure:.3g}", bar, table.verdict(right if bar else None))
    console = Console()
    console.print(table)
    if not IMAGES.exists():
        console.print(f"Accuracy was not measured: {IMAGES} is not here.")
    console.print(f"{time.perf_counter() - started:.0f} s")
    sys.exit(table.short)


if __name__ == "__main__":
    main()
