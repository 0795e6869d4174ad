"""The outcome of a distillation: a folder that loads as `builtin:FOLDER`, and how well it does on new pictures."""

import json
import os
import shutil
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vsearch.errors import OutputRefused
from vsearch.training.distill.recipe import Recipe
from vsearch.training.distill.scores import Recall, recall
from vsearch.training.distill.stages import Stage, Student
from vsearch.training.distill.student.export import export_images, export_texts

TEMPLATES = ("{}", "a photo of {}", "a picture of {}", "there is {} in this picture")


@torch.no_grad()
def measure(student: Student, stage: Stage, held: NDArray[np.int64]) -> Recall:
    """How well captions find their picture among those held out."""
    seen = F.normalize(student.image.joint(stage.still(student, held)), dim=-1)
    said = stage.said
    owners = np.repeat(np.arange(len(held)), said.counts[held])
    texts = np.concatenate([said.captions[row, : said.counts[row]] for row in held])
    read = F.normalize(student.text.joint(student.text(stage.tokens(texts))), dim=-1)
    return recall(seen.cpu().numpy(), read.cpu().numpy(), owners)


def write(student: Student, recipe: Recipe, tokenizer: Path, output: Path) -> None:
    """Write the folder that `builtin:FOLDER` loads: two graphs, a tokenizer, and what must be known of them."""
    part = output.with_name(output.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    writable(part)
    student.eval()
    export_images(student.image, recipe.size, part / "image.onnx")
    export_texts(student.text, part / "text.onnx")
    shutil.copyfile(tokenizer, part / "tokenizer.json")
    version = blake2b((part / "image.onnx").read_bytes(), digest_size=4).hexdigest()
    known = {"version": version, "width": student.image.shape.joint, "size": recipe.size, "templates": TEMPLATES,
             "fit": "crop", "languages": recipe.languages, "tokens": student.text.shape.tokens,
             "recipe": asdict(recipe)}  # fmt: skip
    (part / "encoder.json").write_text(json.dumps(known, indent=1) + "\n")
    if output.exists():
        shutil.rmtree(output)
    os.replace(part, output)


def replaceable(output: Path) -> None:
    """Refuse to put an encoder in the place of anything but an encoder."""
    if output.exists() and not (output / "encoder.json").exists() and any(output.iterdir()):
        raise OutputRefused(f"{output} exists and holds no encoder; it is left as it is. Name a new folder.")


def writable(folder: Path) -> None:
    """Make a folder, or say why it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(f"{folder} cannot be made: {error.strerror}. Choose a folder you may write to.") from error
