"""What forbids commercial use is known from a model's own card, else from the name it goes by."""

from pathlib import Path

import pytest

from vsearch.encoders.choosing.candidates import CANDIDATES
from vsearch.encoders.choosing.licences import restriction

APPLE = "Apple's licence for research"


@pytest.mark.parametrize(
    ("name", "licence"),
    [
        pytest.param("builtin", "", id="ours"),
        pytest.param("open_clip:ViT-B-32/openai", "", id="usual"),
        pytest.param("open_clip:MobileCLIP2-S2/dfndr2b", APPLE, id="MobileCLIP2"),
        pytest.param("open_clip:ViT-H-14-quickgelu/dfn5b", APPLE, id="DFN"),
        pytest.param("open_clip:ViT-B-16-quickgelu/metaclip_400m", "CC-BY-NC-4.0", id="MetaCLIP"),
        pytest.param("onnx:immich-app/nllb-clip-base-siglip__v1", "CC-BY-NC-4.0", id="as ONNX"),
        pytest.param("hf:jinaai/jina-clip-v2", "CC-BY-NC-4.0", id="of transformers"),
        *(pytest.param(one.spec, "", id=one.spec) for one in CANDIDATES),
    ],
)
def test_families_are_known_by_their_names(name: str, licence: str) -> None:
    assert restriction(name) == licence


@pytest.mark.parametrize(
    ("card", "licence"),
    [
        pytest.param("---\nlicense: apache-2.0\ntags: [clip]\n---\n# A model", "", id="free"),
        pytest.param("---\ntags:\n- clip\nlicense: cc-by-nc-4.0\n---\n", "cc-by-nc-4.0", id="not commercial"),
        pytest.param('---\nlicense: other\nlicense_name: "apple-amlr"\n---\n', "apple-amlr", id="a name of its own"),
        pytest.param("---\nlicense: other\n---\n", APPLE, id="other, then its name tells"),
        pytest.param("# No head\n\nFor research.", APPLE, id="no head"),
        pytest.param("---\nlicense: cc-by-nc", APPLE, id="a head without an end"),
        pytest.param(None, APPLE, id="no card"),
    ],
)
@pytest.mark.parametrize("kind", ["onnx:", "hf:", "open_clip:local-dir:"])
def test_the_card_of_a_folder_is_believed_before_its_name(
    tmp_path: Path, kind: str, card: str | None, licence: str
) -> None:
    folder = tmp_path / "mobileclip"
    folder.mkdir()
    if card is not None:
        (folder / "README.md").write_text(card)
    assert restriction(f"{kind}{folder}") == licence
