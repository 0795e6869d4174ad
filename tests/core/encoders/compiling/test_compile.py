import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from vsearch.cli.app import app
from vsearch.encoders import ENCODERS
from vsearch.encoders.compiling import compile as compiling
from vsearch.encoders.compiling.compile import LOWEST, compile_encoder, drawn
from vsearch.encoders.compiling.compiled import Compiled, find_compiled
from vsearch.encoders.names import absolute
from vsearch.errors import UsageWrong

TEXTS = ["a cat", "a dog on the mat", "the photo of a scene"]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def compiled(open_clip_name, cache) -> Compiled:
    return compile_encoder(open_clip_name, precision="fp32", cache=cache)


def _cosine(ours, theirs) -> float:
    return float((ours * theirs).sum(axis=1).min())


def test_the_compiled_encoder_agrees_with_torch(compiled, open_clip_name, pictures):
    from vsearch.encoders.compiling.compiled import compiled_encoder

    theirs = ENCODERS.make(open_clip_name, device="cpu", precision="fp32")
    ours = compiled_encoder(compiled, threads=1)
    assert compiled.cosine >= LOWEST["fp32"]
    assert _cosine(ours.encode_images(pictures), theirs.encode_images(pictures)) >= LOWEST["fp32"]
    assert _cosine(ours.encode_texts(TEXTS), theirs.encode_texts(TEXTS)) >= LOWEST["fp32"]
    assert "ONNX Runtime fp32" in ours.spec.runtime
    assert ours.spec == theirs.spec


@pytest.mark.slow
def test_the_command_compiles_into_the_users_cache(hf_clip_name, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    asked = ["compile", hf_clip_name, "--precision", "fp32", "--library", str(tmp_path / "none")]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    assert "now runs compiled in fp32; its vectors agree to 1.0000." in " ".join(result.output.split())
    assert "ONNX Runtime fp32" in ENCODERS.make(hf_clip_name, device="cpu").spec.runtime


@pytest.mark.parametrize("kind", ["hf_siglip", "hf_chinese"])
@pytest.mark.slow
def test_transformers_models_compile_too(kind, request, cache, pictures):
    from vsearch.encoders.compiling.compiled import compiled_encoder

    name = request.getfixturevalue(f"{kind}_name")
    made = compiled_encoder(compile_encoder(name, precision="fp32", cache=cache), threads=1)
    theirs = ENCODERS.make(name, device="cpu", precision="fp32")
    assert _cosine(made.encode_images(pictures), theirs.encode_images(pictures)) >= LOWEST["fp32"]
    assert _cosine(made.encode_texts(TEXTS), theirs.encode_texts(TEXTS)) >= LOWEST["fp32"]


@pytest.mark.slow
def test_int8_gives_one_picture_the_same_vector_in_any_company(open_clip_name, cache, pictures):
    from vsearch.encoders.compiling.compiled import compiled_encoder

    compiled = compile_encoder(open_clip_name, precision="int8", cache=cache, frames=lambda spec: pictures)
    made = compiled_encoder(compiled, threads=1)
    alone = np.concatenate([made.encode_images(one[None]) for one in pictures])
    np.testing.assert_array_equal(made.encode_images(pictures), alone)
    together = made.encode_texts(TEXTS)
    np.testing.assert_array_equal(together, np.concatenate([made.encode_texts([text]) for text in TEXTS]))


def test_an_unfaithful_int8_falls_back_to_fp32_and_says_so(monkeypatch, open_clip_name, tmp_path):
    agreements = iter([0.5, 0.99999])
    monkeypatch.setattr(compiling, "_agreement", lambda *_: next(agreements))
    monkeypatch.setattr(compiling, "export_image", lambda *_: None)
    monkeypatch.setattr(compiling, "export_text", lambda *_: None)
    monkeypatch.setattr(compiling, "quantise", lambda *_: None)
    made = compile_encoder(open_clip_name, cache=tmp_path)
    assert made.precision == "fp32"
    assert "cosine of 0.5000 to the original, below 0.99" in made.note
    assert [folder.name for folder in tmp_path.iterdir()] == [made.folder.name]


def test_a_changed_checkpoint_is_not_served_from_the_cache(open_clip_name, compiled, cache, tmp_path):
    from dataclasses import replace

    from vsearch.encoders.compiling.compiled import write_facts

    assert find_compiled(absolute(open_clip_name), cache=cache) is not None
    write_facts(replace(compiled, weights="1-1"), compiled.folder)
    try:
        assert find_compiled(absolute(open_clip_name), "fp32", cache=cache) is None
    finally:
        write_facts(compiled, compiled.folder)


def test_a_compiled_encoder_needs_neither_torch_nor_open_clip(open_clip_name, compiled, cache, monkeypatch):
    code = f"""
import sys, pathlib
import vsearch.encoders.compiling.compiled as compiled
compiled.cache_folder = lambda cache=None: pathlib.Path({str(cache)!r})
from vsearch.encoders import ENCODERS
from vsearch.encoders.prompts import query_vector
encoder = ENCODERS.make({open_clip_name!r}, device="cpu", precision="fp32", threads=1)
assert query_vector(encoder, "a cat", avoid=["a dog"]).shape == (1, 16)
heavy = {{"torch", "open_clip", "transformers", "huggingface_hub", "PIL", "onnx"}} & set(sys.modules)
assert not heavy, heavy
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_int8_that_was_not_compiled_is_refused_with_the_cure(hf_clip_name):
    with pytest.raises(UsageWrong, match=r"not compiled to int8 yet\. Compile the encoder first"):
        ENCODERS.make(hf_clip_name, device="cpu", precision="int8")


@pytest.mark.parametrize(("name", "precision"), [("builtin", "fp32"), ("open_clip:ViT-B-32/openai", "fp8")])
def test_what_cannot_be_compiled_is_refused(name, precision):
    with pytest.raises(UsageWrong):
        compile_encoder(name, precision=precision)


def test_drawn_pictures_are_the_same_every_time_and_differ_from_each_other():
    first = drawn(32, 3)
    np.testing.assert_array_equal(first, drawn(32, 3))
    assert len({picture.tobytes() for picture in first}) == 3
