"""A jury's pages: the public page, setting it up, its charge and its timeline."""
from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("juries", __name__, url_prefix="/juries")
