"""Groups of options that a command is given as one value each, so that what it does stands near its name."""

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

Command = Callable[..., None]


def grouped(**groups: Callable[..., Any]) -> Callable[[Command], Command]:
    """Give a command the options of groups, in place of its parameters of those names; it gets what they return."""

    def given(command: Command) -> Command:
        own = signature(command).parameters
        theirs = {name: signature(group).parameters for name, group in groups.items()}

        def run(**told: Any) -> None:
            made = {
                name: group(**{option: told.pop(option) for option in theirs[name]}) for name, group in groups.items()
            }
            command(**told, **made)

        parameters = [
            option.replace(kind=Parameter.KEYWORD_ONLY)
            for name, parameter in own.items()
            for option in (theirs[name].values() if name in theirs else [parameter])
        ]
        run.__signature__ = signature(command).replace(parameters=parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {option.name: option.annotation for option in parameters} | {"return": None}
        run.__name__, run.__doc__, run.__module__ = command.__name__, command.__doc__, command.__module__
        return run

    return given
