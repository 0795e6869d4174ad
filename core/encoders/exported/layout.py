"""Layout: the files of an encoder that comes as ONNX, and what its settings say of it.

config.json                     embed_dim, text_cfg
visual/   model.onnx            preprocess_cfg.json
textual/  model.onnx            tokenizer.json   tokenizer_config.json
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vsearch.encoders import EncoderSpec
from vsearch.encoders.names import reads_most_languages
from vsearch.encoders.prompts import TEMPLATES
from vsearch.encoders.tokens import Manner
from vsearch.errors import ModelMissing

VISUAL, TEXTUAL = "visual/model.onnx", "textual/model.onnx"
PREPROCESSING, TOKENIZER = "visual/preprocess_cfg.json", "textual/tokenizer.json"
PARTS = (VISUAL, PREPROCESSING, TEXTUAL, TOKENIZER)
"""What must be there; what the other files say has a usual value."""

_LENGTH = 77
"""Tokens of a text where no setting says how many: as CLIP reads."""


@dataclass(frozen=True, slots=True)
class ExportedEncoder:
    """The settings of an encoder that comes as ONNX; its graphs are opened later."""

    folder: Path
    spec: EncoderSpec
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    manner: Manner


def read_layout(folder: Path, name: str) -> ExportedEncoder:
    """What lies in `folder`; what is missing or of another kind is said in one sentence."""
    if missing := [part for part in PARTS if not (folder / part).is_file()]:
        raise ModelMissing(f"{folder} holds no encoder in ONNX: {', '.join(missing)} not found.", "onnx-folder")
    config = _read(folder / "config.json", wanted=False)
    pictures = _read(folder / PREPROCESSING)
    try:
        text, width = config.get("text_cfg") or {}, int(config.get("embed_dim") or 0)
        spec = EncoderSpec(
            name=name,
            width=width or _width(folder),
            size=_side(pictures["size"]),
            templates=TEMPLATES,
            languages=("*",) if reads_most_languages(f"{name} {text.get('hf_tokenizer_name')}") else ("en",),
            tokens=int(text.get("context_length") or _LENGTH),
            fit=_fit(pictures, folder),
            runtime="ONNX Runtime on the CPU, as exported",
        )
        mean, deviation = tuple(map(float, pictures["mean"])), tuple(map(float, pictures["std"]))
        return ExportedEncoder(folder, spec, mean, deviation, _manner(folder, text, spec.tokens))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelMissing(
            f"The settings of the encoder in {folder} cannot be used ({type(error).__name__}: {error}).", "onnx-folder"
        ) from error


def _read(path: Path, *, wanted: bool = True) -> dict[str, Any]:
    if not wanted and not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing(f"{path} is not JSON.", "onnx-folder") from error
    if not isinstance(found, dict):
        raise ModelMissing(f"{path} holds no settings.", "onnx-folder")
    return found


def _side(size: Any) -> int:
    sides = size if isinstance(size, list) else [size]
    if len(set(sides)) != 1:
        raise ValueError(f"its pictures are not square: {size}")
    return int(sides[0])


def _fit(pictures: dict[str, Any], folder: Path) -> str:
    mode = pictures.get("resize_mode", "shortest")
    if mode not in {"shortest", "squash"}:
        raise ModelMissing(f"The encoder in {folder} wants pictures resized by {mode!r}, which is unknown here.")
    return "squash" if mode == "squash" else "crop"


def _width(folder: Path) -> int:
    from vsearch.encoders.exported.graphs import ExportedGraph

    return ExportedGraph(folder / VISUAL).width


def _manner(folder: Path, text: dict[str, Any], length: int) -> Manner:
    told = _read(folder / "textual/tokenizer_config.json", wanted=False)
    asked = text.get("tokenizer_kwargs") or {}
    blank = _id(folder, told.get("sep_token")) if asked.get("strip_sep_token") else -1
    ending = _id(folder, told.get("cls_token")) if text.get("tokenizer_mode") == "clips" else -1
    clean = asked.get("clean", "whitespace")
    return Manner(
        length,
        pad=max(0, _id(folder, told.get("pad_token"))),
        clean=clean if clean in {"lower", "whitespace", "canonicalize"} else "whitespace",
        side=told.get("padding_side", "right"),
        blank=blank,
        ending=ending,
    )


def _id(folder: Path, token: Any) -> int:
    """The number of a token, which settings give as a word or as an object with it; -1 if there is none."""
    word = token.get("content") if isinstance(token, dict) else token
    number = open_tokenizer(folder).token_to_id(word) if isinstance(word, str) else None
    return -1 if number is None else int(number)


def open_tokenizer(folder: Path) -> Any:
    """The tokenizer of a folder; one of another kind is refused."""
    import tokenizers

    path = folder / TOKENIZER
    try:
        return tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises bare exceptions
        raise ModelMissing(
            f"{path} is no tokenizer that the package tokenizers reads: {error}.", "onnx-folder"
        ) from error
