"""Where a model's files lie: a folder that is named, the hub's cache, or, with a network, the hub."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError

from vsearch.errors import ModelMissing, ModelUnsafe, first_line
from vsearch.models import hub

_UNUSED = (
    "*.h5",
    "*.msgpack",
    "*.ot",
    "openvino/*",
    "onnx/model_*",
    "coreml/*",
    "*.armnn",
    "*.rknn",
)  # the same weights for other machinery


def checkpoint(model: str, code: str) -> Path:
    """The folder of a model; where it is missing, which is known within seconds, `code` is the cure."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    if folder.is_absolute() or model.count("/") > 1 or not model:
        raise ModelMissing(f"There is no folder {model!r} with a model in it.", code)
    return cached(model) or _fetched(model, code)


def cached(model: str) -> Path | None:
    """A model's folder in the hub's cache, if it is there; nothing is fetched."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError):
        return None


def _fetched(model: str, code: str) -> Path:
    from huggingface_hub import snapshot_download

    if hub.offline_wanted() or not hub.reachable():
        raise ModelMissing(
            f"The model {model} is not on this machine, and {hub.endpoint()} cannot be asked for it. "
            f"Fetch it where there is a network (hf download {model}) and name its folder.",
            code,
        )
    try:
        return Path(snapshot_download(model, ignore_patterns=list(_UNUSED)))
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelMissing(f"The model {model} could not be fetched ({first_line(error)}).", code) from error


@contextmanager
def own_code_refused(model: str) -> Iterator[None]:
    """Load a model whose files may be anybody's: what would run code of theirs is said, never run or asked about."""
    try:
        yield
    except (ValueError, OSError, RuntimeError, UnpicklingError) as error:
        causes = [error, error.__cause__, error.__context__]
        if any("trust_remote_code" in str(cause) for cause in causes):
            why = "comes with Python code of its own, which would run with all that you may do"
        elif any(isinstance(cause, UnpicklingError) or "Weights only load failed" in str(cause) for cause in causes):
            why = "holds pickled objects beside its weights, which may run any code when they are read"
        else:
            raise
        raise ModelUnsafe(f"{model} {why}, so it is not loaded. Use one in safetensors that needs none.") from error
