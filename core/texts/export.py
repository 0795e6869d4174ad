"""Export a sentence transformer to ONNX, pooling and normalisation included, kept only if it agrees with torch."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vsearch.errors import ModelMissing, first_line
from vsearch.models.checkpoints import own_code_refused
from vsearch.models.sessions import traced
from vsearch.texts import TextEncoder

_NEAR = 0.9999  # the least cosine to the original's vectors
_PROBES = ("a dog runs", "She said: we will meet again tomorrow, at noon, under the old bridge.", "Привет, мир", "42")


def export(source: Path, folder: Path, model: str, run: Callable[[Path], TextEncoder]) -> None:
    """Write `folder`, whole or not at all; `run` makes the encoder that proves what was written."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as progress

    progress.disable_progress_bar()

    part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        with own_code_refused(model):
            original = SentenceTransformer(str(source), device="cpu", local_files_only=True, trust_remote_code=False)
        original.tokenizer.backend_tokenizer.save(str(part / "tokenizer.json"))
        _write(original, part)
        _prove(original, run(part))
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise ModelMissing(
            f"{model} is no sentence transformer that can be used ({first_line(error)}).", "other-texts"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


class _Whole(torch.nn.Module):
    """Tokens in, unit vectors out."""

    def __init__(self, original: Any) -> None:
        super().__init__()
        self.original = original

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        out = self.original({"input_ids": ids, "attention_mask": mask})["sentence_embedding"]
        return torch.nn.functional.normalize(out, dim=-1)


def _write(original: Any, folder: Path) -> None:
    about = {
        "width": original.get_embedding_dimension(),
        "tokens": original.max_seq_length or 256,
        "pad": original.tokenizer.pad_token_id or 0,
    }
    (folder / "texts.json").write_text(json.dumps(about, indent=1), "utf-8")
    ids = torch.tensor([[5, 6, 7, 8], [5, 6, 7, 8]])
    axes = {"ids": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}}
    given = (ids, torch.ones_like(ids))
    traced(_Whole(original), given, folder / "texts.onnx", ["ids", "mask"], ["vectors"], axes)


def _prove(original: Any, made: TextEncoder) -> None:
    wanted = original.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False)
    nearest = float(np.sum(wanted * made.encode_texts(_PROBES), axis=1).min())
    if nearest < _NEAR:
        raise RuntimeError(f"its export has a cosine of {nearest:.5f} to the original")
