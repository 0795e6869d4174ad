"""Sessions: graphs run by ONNX Runtime on the CPU, all in one manner."""

from pathlib import Path
from typing import Any


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
