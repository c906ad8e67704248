"""The production server: gunicorn with gevent, and the guard that keeps WebSocket frames small.

Everything that knows gunicorn, gevent's web server or gevent-websocket is here, so that they can be replaced.
"""
