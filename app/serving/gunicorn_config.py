"""The settings of gunicorn; run by `python -m app.serving`, which starts a fresh process for it."""
from gevent import monkey

monkey.patch_all()  # before anything else is imported: a lock made earlier would stop every room

import gevent  # noqa: E402

from app import logs  # noqa: E402
from app.config import Settings  # noqa: E402
from app.serving.background import keep_working  # noqa: E402
from app.serving.log import ServerLog, log_greenlets  # noqa: E402
from app.serving.worker import Worker  # noqa: E402

_settings = Settings.from_environ()
logs.configure(_settings.log_level)  # the worker inherits it
log_greenlets()

bind = f"{_settings.bind}:{_settings.port}"
wsgi_app = "wsgi:app"
# One worker a port: long polling needs the same process for every request, and nginx can only choose
# among ports.
workers = 1
worker_class = Worker
worker_connections = 20_000
logger_class = ServerLog
loglevel = _settings.log_level.lower()
accesslog = None  # app.serving.worker writes it, without addresses
timeout = 60
graceful_timeout = 5  # sockets never finish by themselves; the pages reconnect and catch up
keepalive = 5
control_socket_disable = True
proc_name = "alqa"


def post_worker_init(_worker: Worker) -> None:
    """Start the background worker from the worker: what the master starts would be inherited by every fork."""
    if _settings.embedded_worker:
        gevent.spawn(keep_working)
