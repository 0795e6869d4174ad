"""Transformers: CLIP, SigLIP 2, Chinese-CLIP and their like, from the hub's cache or a local folder."""

from typing import Any, cast

import torch
from torch import Tensor, nn

from vsearch.encoders import EncoderSpec
from vsearch.encoders.openclip import hub_tokenizer
from vsearch.encoders.prompts import CHINESE_TEMPLATES, TEMPLATES
from vsearch.encoders.towers import TorchImages, TorchTexts, Towers
from vsearch.errors import ModelMissing
from vsearch.models.checkpoints import own_code_refused
from vsearch.models.hub import fetched

_LANGUAGES = {"chinese_clip": ("zh",), "altclip": ("*",), "metaclip_2": ("*",)}

_UNMASKED = ("siglip", "clip")
"""Kinds of model whose padding is in plain sight (SigLIP) or after all that is read (CLIP)."""


def load_towers(argument: str) -> Towers:
    """The model in the folder, or of the name on the hub, `argument`, in fp32 on the CPU."""
    model, tokenizer, processor = fetched(f"hf:{argument}", lambda: _load(argument))
    kind, text = model.config.model_type, getattr(model.config, "text_config", None)
    if text is None or kind == "siglip2" or not hasattr(model, "get_image_features"):
        raise ModelMissing(
            f"hf:{argument} ({kind}) has no towers for square pictures and words. Choose a CLIP or SigLIP model, "
            f"such as hf:google/siglip2-base-patch16-224."
        )
    tokens = hub_tokenizer(tokenizer, min(text.max_position_embeddings, tokenizer.model_max_length))
    image = TorchImages(_Half(model, "image", None), processor.image_mean, processor.image_std)
    size = _side(processor)
    spec = EncoderSpec(
        name=f"hf:{argument}",
        width=_width(image, size),
        size=size,
        templates=CHINESE_TEMPLATES if kind == "chinese_clip" else TEMPLATES,
        languages=_languages(kind, argument, model),
        tokens=tokens.manner.length,
        fit="crop" if _crops(processor) else "squash",
    )
    pad = None if kind in _UNMASKED else tokens.manner.pad
    return Towers(spec, image, TorchTexts(_Half(model, "text", pad)), tokens)


def _load(place: str) -> tuple[Any, Any, Any]:
    from huggingface_hub.utils.tqdm import enable_progress_bars
    from transformers import AutoImageProcessor, AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # reading weights takes no time worth a bar
    enable_progress_bars()  # fetching them does
    with own_code_refused(f"hf:{place}"):
        model = AutoModel.from_pretrained(place, dtype=torch.float32, trust_remote_code=False)
        tokenizer = AutoTokenizer.from_pretrained(place, trust_remote_code=False)
        return model.eval(), tokenizer, AutoImageProcessor.from_pretrained(place, trust_remote_code=False)


class _Half(nn.Module):
    """One tower of a model; words are masked where they are `pad`, unless the model was trained without a mask."""

    def __init__(self, model: Any, side: str, pad: int | None) -> None:
        super().__init__()
        self.model, self.side, self.pad = model, side, pad

    def forward(self, given: Tensor) -> Tensor:
        if self.side == "image":
            return _pooled(self.model.get_image_features(pixel_values=given))
        mask = None if self.pad is None else (given != self.pad).long()
        return _pooled(self.model.get_text_features(input_ids=given, attention_mask=mask))


def _pooled(made: Any) -> Tensor:
    """Before version 5 a tensor, since then an output that carries it."""
    return cast(Tensor, made if isinstance(made, Tensor) else made.pooler_output)


def _side(processor: Any) -> int:
    size = processor.crop_size if _crops(processor) else processor.size
    return int(size.get("height") or size.get("shortest_edge"))


def _crops(processor: Any) -> bool:
    return bool(getattr(processor, "do_center_crop", False))


def _languages(kind: str, argument: str, model: Any) -> tuple[str, ...]:
    many = model.config.text_config.vocab_size > 200_000  # only vocabularies of many languages are so large
    if many or "multilingual" in argument.lower():
        return ("*",)
    return _LANGUAGES.get(kind, ("en",))


def _width(image: TorchImages, size: int) -> int:
    with torch.inference_mode():
        return int(image(torch.zeros(1, size, size, 3, dtype=torch.uint8)).shape[1])
