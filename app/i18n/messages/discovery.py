"""Sentences about finding and following."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "too_many_topics": _l("Choose at most %(maximum)s topics, those that fit best."),
    "follow_link_is_unknown": _l("This link does not work: it was ended, or nobody confirmed it within three days. You can subscribe again at any time."),
    "too_many_wishes": _l("Too many subscriptions come from this connection. Please try again in an hour."),
}
