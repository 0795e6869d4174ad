"""CLAP through transformers: sounds and words in one space, from a folder or the hub's cache."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from vsearch.errors import ModelMissing, first_line
from vsearch.models.checkpoints import checkpoint, own_code_refused
from vsearch.models.packages import demand_runtime
from vsearch.nouns import Vectors
from vsearch.sounds import SoundSpec, Window

_BATCH = 8


class ClapSounds:
    """Any checkpoint of the CLAP architecture; windows are as long as it was trained to hear."""

    def __init__(self, model: str, *, device: str = "cpu") -> None:
        demand_runtime(f"clap:{model}", "transformers")
        folder = checkpoint(model, "other-sound-encoder")  # where there is none, torch is not worth its seconds
        import torch

        self._torch, self._device = torch, device
        self._processor, self._model = _loaded(str(folder), model, device)
        heard = self._processor.feature_extractor
        length = float(heard.max_length_s)
        self.spec = SoundSpec(
            f"clap:{model}", self._model.config.projection_dim, heard.sampling_rate, length, length / 2, words=True
        )

    def encode(self, windows: Sequence[Window]) -> Vectors:
        """One unit row per window."""
        rows = [np.zeros((0, self.spec.width), np.float32)]
        for first in range(0, len(windows), _BATCH):
            waves = [window.wave for window in windows[first : first + _BATCH]]
            heard = self._processor.feature_extractor(
                waves, sampling_rate=self.spec.rate, truncation="rand_trunc", padding="repeatpad", return_tensors="pt"
            )
            rows.append(self._unit(self._model.get_audio_features, heard))
        return np.concatenate(rows)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """One unit row per text, in the space of the sounds."""
        if not texts:
            return np.zeros((0, self.spec.width), np.float32)
        read = self._processor.tokenizer(list(texts), padding=True, truncation=True, return_tensors="pt")
        return self._unit(self._model.get_text_features, read)

    def _unit(self, project: Any, inputs: Any) -> Vectors:
        with self._torch.inference_mode():
            out = project(**{name: value.to(self._device) for name, value in inputs.items()})
            features = getattr(out, "pooler_output", out)
            unit = self._torch.nn.functional.normalize(features.float(), dim=-1)
        return np.asarray(unit.cpu().numpy(), np.float32)


def _loaded(folder: str, model: str, device: str) -> tuple[Any, Any]:
    from transformers import ClapModel, ClapProcessor
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        with own_code_refused(model):
            processor = ClapProcessor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            network = ClapModel.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ModelMissing(f"{model} is no whole CLAP model ({first_line(error)}).", "other-sound-encoder") from error
    return processor, network.to(device).eval()
