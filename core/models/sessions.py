"""Sessions: graphs written by torch and run by ONNX Runtime on the CPU, all in one manner."""

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Axes = Mapping[str, Mapping[int, str]]
"""By input or output, the axes whose length may differ, each with a name."""


def session(graph: Path, threads: int = 0, *, arena: bool = True) -> Any:
    """A graph ready to run on so many threads (0: a core each) that sleep while they wait.

    Without the arena memory is given back after every run, instead of what the largest one took being kept.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = arena
    options.log_severity_level = 3  # it warns of what its own optimiser drops
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def traced(
    model: Any, given: tuple[Any, ...], path: Path, inputs: Sequence[str], outputs: Sequence[str], free: Axes
) -> None:
    """Write a torch model as a graph by tracing it; `free` names the lengths that may differ, by input or output."""
    import torch

    with quiet(), torch.no_grad():  # the tracer tells of every shape that it takes for fixed, and of its own age
        torch.onnx.export(
            model.eval(),
            given,
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: dict(axes) for name, axes in free.items()},
            opset_version=17,
            dynamo=False,
        )


@contextmanager
def quiet() -> Iterator[None]:
    """The exporter and the quantiser talk a great deal about what is not ours to change."""
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
