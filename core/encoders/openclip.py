"""OpenCLIP: any model it lists, from the hub, from a checkpoint file, or from a folder."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

from vsearch.encoders import EncoderSpec
from vsearch.encoders.names import reads_most_languages
from vsearch.encoders.prompts import TEMPLATES
from vsearch.encoders.tokens import Manner, Tokenizer, clip_tokenizer
from vsearch.encoders.towers import TorchImages, TorchTexts, Towers
from vsearch.errors import UsageWrong
from vsearch.models.checkpoints import own_code_refused
from vsearch.models.hub import fetched


def load_towers(argument: str) -> Towers:
    """The model of `ARCH/PRETRAINED`, `ARCH/PATH`, `local-dir:FOLDER` or `hf-hub:OWNER/NAME`, in fp32 on the CPU."""
    arch, weights = split(argument)
    name = f"open_clip:{argument}"
    model, tokenizer = fetched(name, lambda: _load(arch, weights))
    settings = _preprocessing(model)
    size = settings["size"] if isinstance(settings["size"], int) else settings["size"][0]
    text = text_body(model)
    tokens = _tokenizer(tokenizer, model)
    image = TorchImages(model.visual, settings["mean"], settings["std"])
    spec = EncoderSpec(
        name=name,
        width=_width(image, size),
        size=size,
        templates=TEMPLATES,
        languages=("*",) if reads_most_languages(argument) else ("en",),
        tokens=tokens.manner.length,
        fit="squash" if settings.get("resize_mode") == "squash" else "crop",
    )
    return Towers(spec, image, TorchTexts(text, trims=isinstance(text, CausalText)), tokens)


def split(argument: str) -> tuple[str, str]:
    """The architecture and the weights (a tag or a file) that `argument` names; a schema stands for both."""
    if argument.startswith(("hf-hub:", "local-dir:")):
        return argument, ""
    import open_clip

    arch, _, weights = argument.partition("/")
    if arch not in open_clip.list_models() and "/" in weights:  # as OpenAI wrote it: "ViT-B/32/openai"
        second, _, weights = weights.partition("/")
        arch = f"{arch}-{second}"
    if arch in open_clip.list_models() and weights:
        return arch, weights if Path(weights).is_file() else _tag(arch, weights)
    raise UsageWrong(
        f"OpenCLIP knows no model {argument!r}. Write open_clip:ARCH/PRETRAINED, such as open_clip:ViT-B-32/openai, "
        f"or open_clip:ARCH/PATH with a checkpoint file."
    )


def _tag(arch: str, weights: str) -> str:
    import open_clip

    tags = open_clip.list_pretrained_tags_by_model(arch)
    if weights.lower().replace("-", "_") not in {tag.lower().replace("-", "_") for tag in tags}:
        known = ", ".join(tags) or "none: name a checkpoint file"
        raise UsageWrong(f"{weights!r} is neither a file nor weights that OpenCLIP has for {arch}. It has: {known}.")
    return weights


def _load(arch: str, weights: str) -> tuple[Any, Any]:
    import open_clip

    with _quiet(), own_code_refused(f"open_clip:{arch}"):
        model = open_clip.create_model(arch, pretrained=weights or None, require_pretrained=True)
        return model.eval(), open_clip.get_tokenizer(arch)


@contextmanager
def _quiet() -> Iterator[None]:
    """OpenCLIP reports on the root logger what the sentence of an error says better."""
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        root.setLevel(before)


def _preprocessing(model: Any) -> dict[str, Any]:
    import open_clip
    from open_clip.model import get_model_preprocess_cfg

    defaults = {"mean": open_clip.OPENAI_DATASET_MEAN, "std": open_clip.OPENAI_DATASET_STD, "resize_mode": "shortest"}
    return {**defaults, **get_model_preprocess_cfg(model)}


def _width(image: TorchImages, size: int) -> int:
    with torch.inference_mode():
        return int(image(torch.zeros(1, size, size, 3, dtype=torch.uint8)).shape[1])


def text_body(model: Any) -> nn.Module:
    """The text tower as a module of its own; a causal one that reads its last token needs no padding."""
    causal = hasattr(model, "attn_mask") and getattr(model, "attn_mask", None) is not None
    if causal and getattr(model, "text_pool_type", "") in {"argmax", "eos"}:
        return CausalText(model)
    return cast(nn.Module, model.text) if hasattr(model, "text") else _WholeText(model)


class _WholeText(nn.Module):
    """A text tower that is spread over its model."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor) -> Tensor:
        return cast(Tensor, self.model.encode_text(ids))


class CausalText(nn.Module):
    """CLIP's text tower, for rows of any length: what follows the end of a text cannot change it."""

    mask: Tensor

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.pool, self.end = model.text_pool_type, int(getattr(model, "text_eos_id", None) or 0)
        self.embedding, self.transformer, self.norm = model.token_embedding, model.transformer, model.ln_final
        self.places, self.projection = model.positional_embedding, model.text_projection
        self.register_buffer("mask", model.attn_mask, persistent=False)

    def forward(self, ids: Tensor) -> Tensor:
        """One row a text."""
        length = ids.shape[1]
        hidden = self.embedding(ids) + self.places[:length]
        hidden = self.norm(self.transformer(hidden, attn_mask=self.mask[:length, :length]))
        ends = ids.argmax(dim=1) if self.pool == "argmax" else ids.eq(self.end).int().argmax(dim=1)
        last = hidden[torch.arange(ids.shape[0], device=ids.device), ends]
        if self.projection is None:
            return cast(Tensor, last)
        return cast(Tensor, self.projection(last) if isinstance(self.projection, nn.Linear) else last @ self.projection)


def _tokenizer(theirs: Any, model: Any) -> Tokenizer:
    """Their tokenizer, re-expressed with `tokenizers` alone."""
    cleaning = {"_clean_lower": "lower", "_clean_whitespace": "whitespace", "_clean_canonicalize": "canonicalize"}
    length = int(theirs.context_length or model.context_length)
    if hasattr(theirs, "bpe_ranks"):
        merges = sorted(theirs.bpe_ranks, key=theirs.bpe_ranks.__getitem__)
        return clip_tokenizer(theirs.encoder, merges, Manner(length, clean=cleaning[theirs.clean_fn.__name__]))
    clean = cleaning[theirs.clean_fn.__name__] if hasattr(theirs, "clean_fn") else "canonicalize"
    blank = theirs.tokenizer.sep_token_id if getattr(theirs, "strip_sep_token", False) else -1
    ending = theirs.tokenizer.cls_token_id if getattr(theirs, "tokenizer_mode", "") == "clips" else -1
    return hub_tokenizer(theirs.tokenizer, length, clean=clean, blank=blank, ending=ending)


def hub_tokenizer(theirs: Any, length: int, *, clean: str = "none", blank: int = -1, ending: int = -1) -> Tokenizer:
    """A tokenizer of transformers, re-expressed with `tokenizers` alone."""
    from tokenizers import Tokenizer as Model

    if not hasattr(theirs, "backend_tokenizer"):
        raise UsageWrong(
            f"{type(theirs).__name__} cannot be written as tokenizer.json, so its model cannot be used here."
        )
    model = Model.from_str(_one_text(theirs.backend_tokenizer.to_str()))
    manner = Manner(length, theirs.pad_token_id or 0, clean, theirs.padding_side, blank, ending)
    return Tokenizer(model, manner)


def _one_text(written: str) -> str:
    """The same tokenizer without the lengths that were last asked of it."""
    return json.dumps({**json.loads(written), "truncation": None, "padding": None})
