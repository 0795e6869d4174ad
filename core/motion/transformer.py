"""Video models of transformers: X-CLIP, with words in the same space; VideoMAE, TimeSformer, V-JEPA 2 without."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vsearch.errors import ModelMissing, UsageWrong, first_line
from vsearch.models.checkpoints import checkpoint, own_code_refused
from vsearch.models.packages import demand_runtime
from vsearch.motion import ClipSpec, FrameClip
from vsearch.nouns import Pixels, Vectors

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's colours: what most of these models were trained with, where their files do not say."""

_MANNERS = ("preprocessor_config.json", "video_preprocessor_config.json")


@dataclass(frozen=True, slots=True)
class VideoKind:
    """How one architecture is asked."""

    model: str
    """The class that loads it."""
    shape: Callable[[Any], tuple[int, int]]
    """Frames of a clip and pixels of a side, by its config."""
    features: Callable[[Any, Any], Any]
    """Clips (batch, frames, colours, height, width) into one row each."""
    rate: float = 0.0
    """Pictures a second that it was trained on; 0 where they were spread over the clip."""
    words: bool = False


def _pooled(made: Any) -> Any:
    return getattr(made, "pooler_output", made)


_KINDS: Mapping[str, VideoKind] = {
    "xclip": VideoKind(
        "XCLIPModel",
        lambda config: (config.vision_config.num_frames, config.vision_config.image_size),
        lambda model, clips: _pooled(model.get_video_features(pixel_values=clips)),
        words=True,
    ),
    "videomae": VideoKind(
        "VideoMAEModel",
        lambda config: (config.num_frames, config.image_size),
        lambda model, clips: model(pixel_values=clips).last_hidden_state.mean(dim=1),
        rate=7.5,
    ),
    "timesformer": VideoKind(
        "TimesformerModel",
        lambda config: (config.num_frames, config.image_size),
        lambda model, clips: model(pixel_values=clips).last_hidden_state[:, 0],
    ),
    "vjepa2": VideoKind(
        "VJEPA2Model",
        lambda config: (config.frames_per_clip, config.crop_size),
        lambda model, clips: model(pixel_values_videos=clips, skip_predictor=True).last_hidden_state.mean(dim=1),
        rate=8.0,
    ),
}
"""By `model_type`; another architecture is one more row."""


class TransformerMotion:
    """Any checkpoint of these architectures; a clip has as many pictures as it was trained to see."""

    def __init__(self, model: str, *, device: str = "cpu") -> None:
        demand_runtime(f"hf:{model}", "transformers")
        folder = checkpoint(model, "other-motion-encoder")
        import torch

        self._torch, self._device, self._folder, self._name = torch, device, folder, model
        self._kind, self._model = _loaded(folder, model, device)
        frames, side = self._kind.shape(self._model.config)
        self._mean, self._deviation = (torch.tensor(values)[:, None, None] for values in _colours(folder))
        self._tokenizer: Any = None
        told = ClipSpec(f"hf:{model}", 0, frames, self._kind.rate, (side, side), "crop", self._kind.words)
        self.spec = replace(told, width=self._row(np.zeros((frames, side, side, 3), np.uint8), frames).shape[1])

    def encode(self, clips: Sequence[FrameClip]) -> Vectors:
        """One unit row per clip; one with fewer pictures shows each for longer, one with more leaves some out."""
        none = np.zeros((0, self.spec.width), np.float32)
        return np.concatenate([none, *(self._row(clip.pixels, self.spec.frames) for clip in clips)])

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the space of the clips."""
        if not self._kind.words:
            raise UsageWrong(f"The motion encoder {self.spec.name} reads no words.", "motion-by-words")
        if not texts:
            return np.zeros((0, self.spec.width), np.float32)
        read = self._read(list(texts))
        return self._unit(lambda: _pooled(self._model.get_text_features(**read)))

    def _row(self, pixels: Pixels, frames: int) -> Vectors:
        places = np.linspace(0, len(pixels) - 1, frames).round().astype(np.intp)
        shown = self._torch.from_numpy(np.ascontiguousarray(pixels[places])).permute(0, 3, 1, 2)
        seen = ((shown.float() / 255 - self._mean) / self._deviation)[None].to(self._device)
        return self._unit(lambda: self._kind.features(self._model, seen))

    def _read(self, texts: list[str]) -> dict[str, Any]:
        from transformers import AutoTokenizer

        if self._tokenizer is None:
            with _whole(self._name):
                self._tokenizer = AutoTokenizer.from_pretrained(
                    str(self._folder), local_files_only=True, trust_remote_code=False
                )
        longest = min(self._model.config.text_config.max_position_embeddings, self._tokenizer.model_max_length)
        read = self._tokenizer(texts, padding=True, truncation=True, max_length=longest, return_tensors="pt")
        return {name: read[name].to(self._device) for name in ("input_ids", "attention_mask")}

    def _unit(self, features: Callable[[], Any]) -> Vectors:
        with self._torch.inference_mode():
            unit = self._torch.nn.functional.normalize(features().float(), dim=-1)
        return np.asarray(unit.cpu().numpy(), np.float32)


def _loaded(folder: Path, model: str, device: str) -> tuple[VideoKind, Any]:
    import transformers
    from transformers.utils import logging

    logging.disable_progress_bar()
    with _whole(model):
        config = transformers.AutoConfig.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
        kind = _KINDS.get(config.model_type)
        if kind is None:
            raise ModelMissing(
                f"hf:{model} ({config.model_type}) is no video model that is known: {', '.join(_KINDS)}.",
                "other-motion-encoder",
            )
        made = getattr(transformers, kind.model).from_pretrained(
            str(folder), local_files_only=True, trust_remote_code=False
        )
    return kind, made.to(device).eval()


@contextmanager
def _whole(model: str) -> Iterator[None]:
    """Say in one sentence what of a model is missing or damaged."""
    try:
        with own_code_refused(model):
            yield
    except ModelMissing:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ModelMissing(f"{model} is no whole video model ({first_line(error)}).", "other-motion-encoder") from error


def _colours(folder: Path) -> tuple[Sequence[float], Sequence[float]]:
    """The mean and the deviation of colours that a model was trained with."""
    for name in _MANNERS:
        if (folder / name).is_file():
            told = json.loads((folder / name).read_text("utf-8"))
            return told.get("image_mean", _MEAN), told.get("image_std", _DEVIATION)
    return _MEAN, _DEVIATION
