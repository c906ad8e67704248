"""The command line: `python -m sortition COMMAND`; exit 0 done, 1 impossible or NOT OK, 2 bad input."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from sortition.commands.refusals import show_refusal
from sortition.errors import SortitionError

COMMANDS: tuple[str, ...] = (  # each is a module of sortition/commands with that name
    "targets",
    "check",
    "lottery",
    "certify",
    "commit",
    "draw",
    "verify",
    "replace",
    "alternates",
    "tables",
    "letters",
    "report",
)


class Command(Protocol):
    """What each module in ``sortition/commands`` must hold."""

    NAME: str
    SUMMARY: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def load_command(name: str) -> Command:
    """The module of one sub-command."""
    return cast(Command, importlib.import_module(f"sortition.commands.{name}"))


def build_parser(names: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these sub-commands; every one of them understands ``--json``."""
    parser = argparse.ArgumentParser(prog="python -m sortition", description="Citizens' juries by lot.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in names:
        command = load_command(name)
        child = commands.add_parser(command.NAME, help=command.SUMMARY, description=command.SUMMARY)
        command.add_arguments(child)
        child.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")
        child.set_defaults(module=command)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    wanted = [name for name in COMMANDS if words[:1] == [name]] or list(COMMANDS)
    args = build_parser(wanted).parse_args(words)
    try:
        return int(args.module.run(args))
    except SortitionError as error:
        show_refusal(error, getattr(args.module, "SENTENCES", {}), as_json=args.json)
        return error.exit_status


if __name__ == "__main__":
    sys.exit(main())
