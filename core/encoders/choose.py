"""Choose: the encoder of a new library, said in one sentence."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from vsearch.cures import Note
from vsearch.encoders.compiling.compiled import find_compiled
from vsearch.errors import ModelMissing

RECOMMENDED = "open_clip:ViT-B-32/datacomp_xl_s13b_b90k"
"""69.2 % zero-shot on ImageNet as published, MIT licence, and 4 times the pictures of a ViT-B-16 per core-second."""

_REPOSITORY, _FILE = "laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K", "open_clip_model.safetensors"
"""Where OpenCLIP has it from; a test compares the two."""

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """An encoder for a new library, and why."""

    spec: str
    why: Note


def choose(asked: str = "auto", *, fetch: Callable[[str], object] | None = None) -> EncoderChoice:
    """The encoder `asked` names; for "auto", the recommended one if it is here or can be fetched, else `builtin`.

    `fetch` is what is tried: to download it, unless it is `find`, which only looks.
    """
    if asked != "auto":
        return EncoderChoice(asked, Note(f"{asked} was asked for."))
    if find_compiled(RECOMMENDED) is not None:
        return EncoderChoice(RECOMMENDED, Note(f"Using {RECOMMENDED}, compiled on this machine.", "choose-encoder"))
    try:
        (fetch or _fetch)(RECOMMENDED)
    except ModelMissing as error:
        why = f"Using the small builtin encoder, because {error.what[0].lower()}{error.what[1:]}"
        return EncoderChoice(BUILTIN, Note(why, "try-encoder", {"encoder": RECOMMENDED}))
    return EncoderChoice(RECOMMENDED, Note(f"Using {RECOMMENDED}.", "smaller-encoder"))


def find(name: str) -> None:
    """Raise `ModelMissing` unless the weights of `name` are in the hub's cache or the hub answers; fetch nothing."""
    from vsearch.models.hub import found_or_reachable

    _demand_package(name)
    found_or_reachable(name, _weights)


def _fetch(name: str) -> None:
    """Have the weights of `name` in the hub's cache: found there, or downloaded."""
    from vsearch.models.hub import fetched

    _demand_package(name)
    fetched(name, _weights)


def _demand_package(name: str) -> None:
    if importlib.util.find_spec("open_clip") is None:
        raise ModelMissing(f"The package open_clip_torch, which {name} needs, is not installed.", "fetch-encoder")


def _weights() -> str:
    """The file, where OpenCLIP will look for it; OpenCLIP itself takes seconds to import."""
    from huggingface_hub import hf_hub_download

    return str(hf_hub_download(_REPOSITORY, _FILE, etag_timeout=5))
