"""`flask jobs`: the worker of the queue, and what waits in it."""
from __future__ import annotations

import os
import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select

from app import logs
from app.extensions import db
from app.installation import current_settings
from app.jobs import work
from app.jobs.worker import Worker
from app.models import Job
from app.services import jobs

group = AppGroup("jobs", help="Work on the queue: draws, letters, imports.")


@group.command("work")
@click.option("--parent", type=int, help="Stop when this process is no longer the parent.")
@with_appcontext
def work_command(parent: int | None) -> None:
    """Work on the queue until told to stop (SIGTERM). Run one or several; `make demo` starts one itself."""
    logs.configure(current_settings().log_level)
    Worker(parent).run()


@group.command("run", hidden=True)
@click.argument("job_id", type=int)
@click.argument("worker")
@with_appcontext
def run_command(job_id: int, worker: str) -> None:
    """Carry out one job that a worker claimed; started by the worker, not by hand."""
    logs.configure(current_settings().log_level)
    session = db.session()
    claim = jobs.find_claim(session, job_id, worker)
    session.rollback()
    if claim is None:
        sys.exit(0)  # cancelled or taken away meanwhile
    work.run_claimed(claim, parent=os.getppid())


@group.command("list")
@with_appcontext
def list_command() -> None:
    """How many jobs are in which state."""
    rows = db.session().execute(select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state))
    for kind, state, count in sorted((kind, state.value, count) for kind, state, count in rows):
        click.echo(f"{kind:24} {state:12} {count}")
    click.echo(f"database: {current_app.config['SQLALCHEMY_DATABASE_URI'].split(':')[0]}")
