"""Small models with random weights, saved to disk and loaded from there as any model is."""

import json
from pathlib import Path

import numpy as np
import pytest

SIZE = 32


@pytest.fixture(scope="session")
def models(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def open_clip_name(models) -> str:
    import open_clip
    import torch

    settings = {
        "embed_dim": 16,
        "vision_cfg": {"image_size": SIZE, "layers": 2, "width": 32, "head_width": 16, "patch_size": 16},
        "text_cfg": {"context_length": 24, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
    }
    (models / "tiny-clip.json").write_text(json.dumps(settings))
    open_clip.add_model_config(models / "tiny-clip.json")
    torch.manual_seed(0)
    model = open_clip.create_model("tiny-clip")
    torch.save(model.state_dict(), models / "tiny.pt")
    return f"open_clip:tiny-clip/{models / 'tiny.pt'}"


def small_tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    words = ["<pad>", "<s>", "</s>", "<unk>", *"a photo of the cat dog in and with mat picture on scene".split()]
    model = Tokenizer(models.WordLevel({word: place for place, word in enumerate(words)}, unk_token="<unk>"))
    model.pre_tokenizer = pre_tokenizers.Whitespace()
    model.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    return PreTrainedTokenizerFast(
        tokenizer_object=model,
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        model_max_length=16,
    )


def _save(model, folder: Path, **processing) -> str:
    model.save_pretrained(folder)
    small_tokenizer().save_pretrained(folder)
    written = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "do_normalize": True, **processing}
    (folder / "preprocessor_config.json").write_text(json.dumps(written))
    return f"hf:{folder}"


TEXT = {"vocab_size": 17, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2,
        "max_position_embeddings": 16, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0}  # fmt: skip
VISION = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2,
          "image_size": SIZE, "patch_size": 16}  # fmt: skip
SQUARE = {"height": SIZE, "width": SIZE}


@pytest.fixture(scope="session")
def hf_clip_name(models) -> str:
    import torch
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(1)
    halves = {"text_config": {**TEXT, "projection_dim": 16}, "vision_config": {**VISION, "projection_dim": 16}}
    model = CLIPModel(CLIPConfig(**halves, projection_dim=16))
    cropped = {"do_center_crop": True, "crop_size": SQUARE, "size": {"shortest_edge": SIZE}}
    return _save(model, models / "clip", image_processor_type="CLIPImageProcessor", **cropped)


@pytest.fixture(scope="session")
def hf_siglip_name(models) -> str:
    import torch
    from transformers import SiglipConfig, SiglipModel

    torch.manual_seed(2)
    model = SiglipModel(SiglipConfig(text_config=TEXT, vision_config=VISION))
    return _save(model, models / "siglip", image_processor_type="SiglipImageProcessor", size=SQUARE)


@pytest.fixture(scope="session")
def hf_chinese_name(models) -> str:
    import torch
    from transformers import ChineseCLIPConfig, ChineseCLIPModel

    torch.manual_seed(3)
    model = ChineseCLIPModel(ChineseCLIPConfig(text_config=TEXT, vision_config=VISION, projection_dim=16))
    cropped = {
        "do_center_crop": True,
        "crop_size": SQUARE,
        "size": SQUARE,
    }
    return _save(model, models / "chinese", image_processor_type="ChineseCLIPImageProcessor", **cropped)


@pytest.fixture(scope="session")
def pictures() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (5, SIZE, SIZE, 3), dtype=np.uint8)


LINES = [
    "a cat sits on the mat and the other cats sit on other mats",
    "the dog and the cat, the cat and the dog; a film with a fish",
    "рыжая кошка сидит на подоконнике, а собака бежит за кошкой",
    "一只猫坐在垫子上，另一只狗在跑。猫和狗",
]


def _gemma_like(side: str = "right"):
    """A tokenizer as SigLIP 2 has one: blanks become letters, unknown letters become bytes, the end is marked."""
    from tokenizers import Tokenizer as Model
    from tokenizers import models, normalizers, pre_tokenizers, processors, trainers

    from vsearch.encoders.tokens import Manner, Tokenizer

    named = ["<pad>", "<eos>", "<bos>", "<unk>"]
    model = Model(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    model.normalizer = normalizers.Replace(" ", "▁")
    model.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next") if side == "left" else None
    bytes_ = [f"<0x{n:02X}>" for n in range(256)]
    model.train_from_iterator(LINES, trainers.BpeTrainer(vocab_size=600, special_tokens=[*named, *bytes_]))
    model.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return Tokenizer(model, Manner(16, pad=0, side=side))


@pytest.fixture(scope="session")
def gemma_like():
    return _gemma_like


@pytest.fixture(scope="session")
def onnx_name(open_clip_name, models) -> str:
    from tests.core.encoders.exported.conftest import export
    from vsearch.encoders.loading import load_towers

    export(load_towers(open_clip_name), models / "exported")
    return f"onnx:{models / 'exported'}"
