"""`vsearch token`: who may ask a server: add, list, revoke."""

from pathlib import Path
from typing import Annotated

import typer

from vsearch.cli.options import JsonOption

token = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Who may ask a server, by name and role: add, list, revoke.",
)

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--tokens", metavar="FILE", envvar="VSEARCH_TOKENS", help="The file, or its URL [default: the user's own]."
    ),
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Whose token it is; decisions carry the name.")]


@token.command()
def add(
    name: NameArgument,
    role: Annotated[str, typer.Option(help="viewer looks, editor decides too, admin indexes too.")] = "viewer",
    tokens: FileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a token and show its secret, this once."""
    from vsearch import tokens as held
    from vsearch.cli.show import envelope
    from vsearch.cli.show import tokens as show_tokens

    path = held.place(tokens)
    secret = held.add(path, name, role)
    made = {"name": name, "role": role, "token": secret, "file": path.absolute()}
    envelope.answer([made]) if as_json else show_tokens.added(name, role, secret, path.absolute())


@token.command(name="list")
def list_tokens(tokens: FileOption = None, as_json: JsonOption = False) -> None:
    """List whose tokens count, and what they allow."""
    from vsearch import tokens as held
    from vsearch.cli.show import envelope
    from vsearch.cli.show import tokens as show_tokens

    found = held.read(held.place(tokens))
    rows = [{"name": one.name, "role": one.role, "made": one.made} for one in found]
    envelope.answer(rows) if as_json else show_tokens.listed(found)


@token.command()
def revoke(name: NameArgument, tokens: FileOption = None, as_json: JsonOption = False) -> None:
    """Let a token count no more, for servers that run too."""
    from vsearch import tokens as held
    from vsearch.cli.show import envelope, terminal

    held.revoke(held.place(tokens), name)
    envelope.answer([{"name": name, "revoked": True}]) if as_json else terminal.say(f"The token of {name} is revoked.")
