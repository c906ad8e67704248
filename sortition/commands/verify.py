"""`verify`: check a draw from its published files, with the same file that people download."""

from __future__ import annotations

import argparse

from sortition import verify

NAME = "verify"
SUMMARY = "Check a draw from its published files: OK, or NOT OK with the reason."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `verify`."""
    verify.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Check and print the verdict: 0 OK, 1 NOT OK, 2 a file cannot be read."""
    return verify.run(args)
