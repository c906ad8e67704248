"""Commands of the installation, one file for each group: `flask people`, `flask demo`, `flask jobs`, and more."""
from __future__ import annotations

from flask import Flask

from app.cli import demo, jobs, keys, messages, people, search, vendor


def init_app(app: Flask) -> None:
    for group in (demo.group, people.group, jobs.group, keys.group, messages.group, search.group, vendor.command):
        app.cli.add_command(group)
