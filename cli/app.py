"""The program `vsearch`: finds the command, turns errors into sentences, and is the only place that exits."""

import os
import sys
from difflib import get_close_matches
from importlib import import_module
from inspect import getdoc
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from vsearch import __version__
from vsearch.errors import UsageWrong, VSearchError

COMMANDS = {
    "index": "vsearch.cli.commands.library.index:index",
    "thumbnail": "vsearch.cli.commands.find.thumbnail:thumbnail",
    "search": "vsearch.cli.commands.find.search:search",
    "highlights": "vsearch.cli.commands.find.highlights:highlights",
    "searches": "vsearch.cli.commands.find.searches:searches",
    "reels": "vsearch.cli.commands.find.reels:reels",
    "list": "vsearch.cli.commands.find.list:list_videos",
    "segments": "vsearch.cli.commands.find.segments:segments",
    "show": "vsearch.cli.commands.find.show:video",
    "sql": "vsearch.cli.commands.find.sql:sql",
    "transcript": "vsearch.cli.commands.find.transcript:transcript",
    "duplicates": "vsearch.cli.commands.find.duplicates:duplicates",
    "pin": "vsearch.cli.commands.decide.pin:pin",
    "tag": "vsearch.cli.commands.decide.tag:tag",
    "label": "vsearch.cli.commands.decide.label:label",
    "review": "vsearch.cli.commands.decide.review:review",
    "vocabulary": "vsearch.cli.commands.decide.vocabulary:vocabulary",
    "monitor": "vsearch.cli.commands.learn.monitor:monitor",
    "trial": "vsearch.cli.commands.decide.trial:trial",
    "decisions": "vsearch.cli.commands.decide.decisions:decisions",
    "dataset": "vsearch.cli.commands.decide.dataset:dataset",
    "train": "vsearch.cli.commands.learn.train:train",
    "evaluate": "vsearch.cli.commands.learn.evaluate:evaluate",
    "towers": "vsearch.cli.commands.learn.towers:towers",
    "distill": "vsearch.cli.commands.learn.distill:distill",
    "compile": "vsearch.cli.commands.library.compile:compile_encoder",
    "remove": "vsearch.cli.commands.library.remove:remove",
    "sync": "vsearch.cli.commands.library.sync:sync",
    "rebuild": "vsearch.cli.commands.library.rebuild:rebuild",
    "engine": "vsearch.cli.commands.library.engine:engine",
    "doctor": "vsearch.cli.commands.library.doctor:doctor",
    "serve": "vsearch.cli.commands.serving.serve:serve",
    "mcp": "vsearch.cli.commands.serving.mcp:mcp",
    "token": "vsearch.cli.commands.serving.token:token",
    "demo": "vsearch.cli.commands.library.demo:demo",
}
"""Each command by name; its module is imported when the command is asked for."""

_STOPPED = 130
_KEPT = {
    "index": "The same command goes on where it was.",
    "sync": "The same command goes on where it was.",
    "thumbnail": "The pictures that were written stay; --missing goes on with the rest.",
    "train": "What serves is unchanged; --resume goes on from the last checkpoint.",
    "engine": "What the search engine holds by now counts; the same command goes on where it was.",
    "distill": "The same command goes on from the last checkpoint.",
    "review": "Every answer that was given is kept.",
}
"""What a person who stops a command may count on."""
"""The code of a program that a person stopped."""


class Commands(TyperGroup):
    """The group of all commands, in the order in which a newcomer meets them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names."""
        return list(COMMANDS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant; the nearest is named where there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, 1)
            code = "did-you-mean" if near else "see-help"
            raise UsageWrong(f"There is no command {args[0]!r}.", code, near="".join(near))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        found = _found(cmd_name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(name=cmd_name)(found)
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """What each command does, in its own words; its options, which take longer to read, are left for its help."""
        limit = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._short(ctx, name).get_short_help_str(limit)) for name in COMMANDS])

    def _short(self, ctx: Any, name: str) -> Any:
        found = _found(name)
        group = isinstance(found, typer.Typer)
        return self.get_command(ctx, name) if group else TyperCommand(name, help=getdoc(found))


def _found(name: str) -> Any:
    """The function of a command, or the group of its own that it is."""
    module, _, function = COMMANDS[name].partition(":")
    return getattr(import_module(module), function)


# Without rich's markup, help costs a third: importing its Markdown takes longer than the rest of the program's start.
app = typer.Typer(cls=Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"vsearch {__version__}")
        raise typer.Exit


@app.callback()
def vsearch(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Find the frames and moments that sell a video."""


def _tell(error: VSearchError) -> None:
    """Say what went wrong, to a program that asked for JSON as JSON."""
    if "--json" in sys.argv:
        from vsearch.cli.show import envelope

        envelope.failure(error)
    else:
        from vsearch.cli.cures import worded
        from vsearch.escapes import visible

        typer.secho(visible(worded(error)), err=True, fg=typer.colors.RED)


def main() -> None:
    """Run the program and exit: 0 all well, 1 something failed, 2 wrong usage, 130 stopped by the person."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()  # the interpreter would do it where nothing can be caught any more
    except (typer.Abort, KeyboardInterrupt):
        code = _STOPPED
    except typer.TyperException as error:
        _tell(UsageWrong(error.format_message(), "see-help"))
        code = error.exit_code
    except VSearchError as error:
        _tell(error)
        code = 2 if isinstance(error, UsageWrong) else 1
    except (BrokenPipeError, SystemExit) as error:
        # Nobody reads on, as in `vsearch list | head -1`: that is no failure, though rich and typer exit with 1.
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    if code == _STOPPED:  # typer itself returns it for Ctrl-C
        said = next((_KEPT[word] for word in sys.argv[1:] if word in _KEPT), "What was written until now is whole.")
        typer.secho(f"Stopped. {said}", err=True)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
