from vsearch.encoders.names import absolute, fingerprint


def test_a_checkpoint_is_named_by_its_absolute_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.pt").write_bytes(b"weights")
    name = absolute("open_clip:ViT-B-32/mine.pt")
    assert name == f"open_clip:ViT-B-32/{tmp_path / 'mine.pt'}"
    assert absolute("open_clip:ViT-B/32/mine.pt") == name
    assert absolute(name) == name


def test_a_folder_is_named_by_its_absolute_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model").mkdir()
    assert absolute("hf:model") == f"hf:{tmp_path / 'model'}"
    assert absolute("open_clip:local-dir:model") == f"open_clip:local-dir:{tmp_path / 'model'}"


def test_names_on_the_hub_stay_as_they_are():
    assert absolute("open_clip:ViT-B-32/openai") == "open_clip:ViT-B-32/openai"
    assert fingerprint("open_clip:ViT-B-32/openai") == ""


def test_a_fingerprint_changes_with_the_file(tmp_path):
    checkpoint = tmp_path / "mine.pt"
    checkpoint.write_bytes(b"weights")
    before = fingerprint(f"open_clip:ViT-B-32/{checkpoint}")
    checkpoint.write_bytes(b"other weights")
    assert fingerprint(f"open_clip:ViT-B-32/{checkpoint}") != before
    assert fingerprint(f"hf:{tmp_path}")
