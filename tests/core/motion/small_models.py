"""Video models of random weights, small enough to save to disk in a test: the plumbing is real, the eyes are not."""

import json
from pathlib import Path

KINDS = ("xclip", "videomae", "timesformer", "vjepa2")


def save_model(kind: str, folder: Path) -> Path:
    import torch
    import transformers as t

    torch.manual_seed(0)
    plain = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    picture = {"image_size": 32, "patch_size": 16}
    if kind == "xclip":
        text = t.XCLIPTextConfig(**plain, vocab_size=32, max_position_embeddings=20, eos_token_id=2)
        seen = t.XCLIPVisionConfig(
            **plain, **picture, num_frames=4, mit_hidden_size=16, mit_intermediate_size=16, mit_num_attention_heads=2,
            mit_num_hidden_layers=1,
        )  # fmt: skip
        config = t.XCLIPConfig(
            text_config=text.to_dict(), vision_config=seen.to_dict(), projection_dim=16, prompt_layers=1,
            prompt_num_attention_heads=2,
        )  # fmt: skip
        t.XCLIPModel(config).save_pretrained(folder)
        _tokenizer().save_pretrained(folder)
    elif kind == "videomae":
        t.VideoMAEModel(t.VideoMAEConfig(**plain, **picture, num_frames=4, tubelet_size=2)).save_pretrained(folder)
    elif kind == "timesformer":
        t.TimesformerModel(t.TimesformerConfig(**plain, **picture, num_frames=4)).save_pretrained(folder)
    else:
        config = t.VJEPA2Config(
            hidden_size=24, num_hidden_layers=1, num_attention_heads=2, mlp_ratio=1.0, crop_size=32, patch_size=16,
            frames_per_clip=4, pred_hidden_size=24, pred_num_attention_heads=2, pred_num_hidden_layers=1,
        )  # fmt: skip
        t.VJEPA2Model(config).save_pretrained(folder)
    told = {"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}
    (folder / "preprocessor_config.json").write_text(json.dumps(told))
    return folder


def _tokenizer():
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    vocabulary = {token: n for n, token in enumerate(["<s>", "<pad>", "</s>", "<unk>", *"abcdefghijklmnopqrstuvwxyz"])}
    plain = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.post_processor = processors.TemplateProcessing("<s> $A </s>", None, [("<s>", 0), ("</s>", 2)])
    return PreTrainedTokenizerFast(
        tokenizer_object=plain, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>",
        model_max_length=20, model_input_names=["input_ids", "attention_mask"],
    )  # fmt: skip
