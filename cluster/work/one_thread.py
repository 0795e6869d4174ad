"""Tasks of one thread: their process learns so before it imports what would start a thread for each processor."""

from collections.abc import Callable
from typing import Any

from vsearch.children import ALONE


def one_thread(ray: Any, module: str, name: str) -> Any:
    """A task of one processor that is a function of a module; its first argument are the function's first, pickled.

    Ray could give it an environment, for which it starts Python twice, and a worker that is used for nothing else.
    """
    return ray.remote(_beginning(module, name)).options(name=name, num_cpus=1, max_retries=0)


def _beginning(module: str, name: str) -> Callable[..., Any]:
    """A function that is sent as it is, for whatever it would import comes too early."""
    variables = dict(ALONE)

    def beginning(first: bytes, *rest: Any) -> Any:
        import os
        import pickle
        from importlib import import_module

        os.environ.update(variables)
        return getattr(import_module(module), name)(*pickle.loads(first), *rest)

    return beginning
