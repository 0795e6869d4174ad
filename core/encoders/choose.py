"""Choose: the encoder of a new library, said in one sentence."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from vsearch.cures import Note
from vsearch.encoders.choosing.candidates import CANDIDATES, SIGLIP2_32, EncoderCandidate, ranked
from vsearch.encoders.choosing.facts import ChoiceFacts, here
from vsearch.encoders.compiling.compiled import find_compiled
from vsearch.errors import ModelMissing

RECOMMENDED = SIGLIP2_32.spec
"""What a machine without a GPU gets for English and a dozen other languages, where it has the memory."""

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """An encoder for a new library, and why."""

    spec: str
    why: Note


def choose(
    asked: str = "auto", *, fetch: Callable[[str], object] | None = None, facts: ChoiceFacts | None = None
) -> EncoderChoice:
    """The encoder `asked` names; for "auto", the first that suits and is here or can be fetched, else `builtin`.

    `fetch` is what is tried: to download it, unless it is `find`, which only looks.
    """
    if asked != "auto":
        return EncoderChoice(asked, Note(f"{asked} was asked for."))
    known = here() if facts is None else facts
    able = ranked(known.languages, known.memory, on_gpu=known.on_gpu)
    if not able:
        why = f"Using the small builtin encoder, because only {known.memory:.1f} GB of memory are free."
        return EncoderChoice(BUILTIN, Note(why, "choose-encoder"))
    missing: ModelMissing | None = None
    for candidate in able:
        compiled = find_compiled(candidate.spec) is not None
        try:
            if not compiled:
                (fetch or _fetch)(candidate.spec)
        except ModelMissing as error:
            missing = missing or error
            continue
        return _chosen(candidate, able[0], known, compiled=compiled)
    assert missing is not None
    why = f"Using the small builtin encoder, because {missing.what[0].lower()}{missing.what[1:]}"
    code = missing.code if missing.code == "install-models" else "try-encoder"
    return EncoderChoice(BUILTIN, Note(why, code, {"encoder": able[0].spec}))


def _chosen(
    candidate: EncoderCandidate, best: EncoderCandidate, facts: ChoiceFacts, *, compiled: bool
) -> EncoderChoice:
    where = ", compiled on this machine" if compiled else ""
    spoken = ", ".join(facts.languages)
    why = f"Using {candidate.spec}{where}, {f'for {spoken}' if spoken else 'the usual one'} on a " + (
        "GPU." if facts.on_gpu else "CPU."
    )
    if candidate == best:
        return EncoderChoice(candidate.spec, Note(why, "choose-encoder" if compiled else "smaller-encoder"))
    why += f" {best.spec} would suit it better, but is neither here nor to be fetched."
    return EncoderChoice(candidate.spec, Note(why, "choose-encoder"))


def find(name: str) -> None:
    """Raise `ModelMissing` unless the weights of `name` are in the hub's cache or the hub answers; fetch nothing."""
    from vsearch.models.hub import found_or_reachable

    _demand_package(name)
    found_or_reachable(name, lambda: _files(name))


def _fetch(name: str) -> None:
    """Have the weights of `name` in the hub's cache: found there, or downloaded."""
    from vsearch.models.hub import fetched

    _demand_package(name)
    fetched(name, lambda: _files(name))


def _demand_package(name: str) -> None:
    if importlib.util.find_spec("open_clip") is None:
        raise ModelMissing(f"The package open_clip_torch, which {name} needs, is not installed.", "install-models")


def _files(name: str) -> list[str]:
    """The files, where OpenCLIP will look for them; OpenCLIP itself takes seconds to import."""
    from huggingface_hub import hf_hub_download

    (candidate,) = (one for one in CANDIDATES if one.spec == name)
    return [str(hf_hub_download(repository, file, etag_timeout=5)) for repository, file in candidate.files]
