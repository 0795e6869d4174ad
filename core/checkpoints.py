"""Where a model's files lie: a folder that is named, the hub's cache, or, with a network, the hub."""

from pathlib import Path

from vsearch.errors import ModelMissing

_UNUSED = (
    "*.h5",
    "*.msgpack",
    "*.ot",
    "openvino/*",
    "onnx/model_*",
    "coreml/*",
)  # the same weights for other machinery


def checkpoint(model: str, instead: str) -> Path:
    """The folder of a model; `instead` ends the sentence that says it is missing, and is known within seconds."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.count("/") > 1 or not model:
        raise ModelMissing(f"There is no folder {model!r} with a model in it. Check the path, or {instead}.")
    return cached(model) or _fetched(model, instead)


def cached(model: str) -> Path | None:
    """A model's folder in the hub's cache, if it is there; nothing is fetched."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError):
        return None


def _fetched(model: str, instead: str) -> Path:
    from huggingface_hub import snapshot_download

    from vsearch.encoders import hub

    if hub.offline_wanted() or not hub.reachable():
        raise ModelMissing(
            f"The model {model} is not on this machine, and {hub.endpoint()} cannot be asked for it. "
            f"Fetch it where there is a network (hf download {model}) and name its folder, or {instead}."
        )
    try:
        return Path(snapshot_download(model, ignore_patterns=list(_UNUSED)))
    except (OSError, ValueError, RuntimeError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelMissing(f"The model {model} could not be fetched ({said}). Name a folder, or {instead}.") from error
