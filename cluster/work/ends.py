"""How a task of a Ray ended: with a value, by its own fault, or because its worker or its node died."""

from dataclasses import dataclass
from typing import Any

from vsearch.errors import VideoError, VSearchError, first_line

LOSSES = 20
"""How often a task may lose its node, which says little about what it does."""


@dataclass(frozen=True, slots=True)
class TaskEnd:
    """What a task returned; else the error of its own that ended it, how its worker `died`, or what else was `lost`."""

    value: Any = None
    error: VSearchError | None = None
    died: str = ""
    lost: str = ""


def task_end(ray: Any, answer: Any) -> TaskEnd:
    """How a task ended that returns a value and what ended it: an error, or a word if that was no fault of its own."""
    errors = ray.exceptions
    try:
        value, end = ray.get(answer)
    except errors.OutOfMemoryError:
        return TaskEnd(died="memory")
    except errors.WorkerCrashedError:
        return TaskEnd(died="crash")
    except errors.RayTaskError as error:
        return TaskEnd(error=VideoError(f"A node could not work on it ({first_line(error.cause)})."))
    except errors.RayError as error:
        return TaskEnd(lost=type(error).__name__)
    return TaskEnd(value, lost=end) if isinstance(end, str) else TaskEnd(value, end)
