"""Commands of the installation: `flask people`, `flask demo`, `flask jobs`, `flask vendor`."""
from __future__ import annotations

from flask import Flask

from app.cli import demo, jobs, messages, people, vendor


def init_app(app: Flask) -> None:
    for group in (demo.group, people.group, jobs.group, messages.group, vendor.command):
        app.cli.add_command(group)
