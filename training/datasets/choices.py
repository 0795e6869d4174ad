"""What people chose, from wherever it comes, as a dataset; and what a dataset holds."""

from collections.abc import Sequence
from pathlib import Path

from vsearch.errors import UsageWrong
from vsearch.retrieval.library import Library
from vsearch.training.datasets import dataset as datasets
from vsearch.training.datasets import split
from vsearch.training.datasets.build import build
from vsearch.training.datasets.dataset import Dataset
from vsearch.training.datasets.features import featured
from vsearch.training.datasets.manifests import CLIP, read


def load_dataset(
    library: Library, data: Path | None = None, sources: Sequence[Path] = (), form: str = "auto"
) -> Dataset:
    """The dataset of a file, or of the library's decisions and of manifests."""
    return datasets.load(data) if data else build(library, *(read(path, form) for path in sources))


def make(library: Library, out: Path, sources: Sequence[Path], form: str) -> dict[str, object]:
    """Write a dataset from a library's decisions and manifests; what it holds."""
    return _written(load_dataset(library, None, sources, form), out)


def make_of_features(
    features: Path, out: Path, sources: Sequence[Path], form: str, texts: Path | None = None, step: float = CLIP
) -> dict[str, object]:
    """Write a dataset from a manifest and a folder of features, without any library; what it holds."""
    if len(sources) != 1:
        raise UsageWrong(f"A dataset of features is made from one manifest, not {len(sources)}.", "one-manifest")
    return _written(featured(read(sources[0], form), features, texts=texts, step=step), out)


def _written(made: Dataset, out: Path) -> dict[str, object]:
    if not len(made):
        split.enough(made, ())
    datasets.save(made, out)
    return facts(made)


def facts(dataset: Dataset) -> dict[str, object]:
    """What a dataset holds, in a few figures."""
    return {
        "videos": len(dataset),
        "series": len({example.group or example.id for example in dataset}),
        "thumbnails": sum(example.labelled for example in dataset),
        "prompts": sum(len(example.asked) for example in dataset),
        "tags": list(dataset.tags),
        "frames": sum(len(example.chosen) for example in dataset),
        "encoder": dataset.encoder,
        "sound": dataset.sound or "none",
        "learnable": list(dataset.tasks()),
        "fingerprint": dataset.fingerprint(),
        "notes": list(dataset.notes),
    }
