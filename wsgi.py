"""The WSGI entry: `wsgi:app`."""
from gevent import monkey

monkey.patch_all()  # before anything else is imported: a lock made earlier would stop every room

from app import create_app
from app.config import Settings

app = create_app(Settings.from_environ())
