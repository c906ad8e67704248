"""Sentences for programs that ask for open data."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "method_is_not_allowed": _l("This address can only be read."),
    "parameter_is_unknown": _l("The parameter “%(name)s” is not known here."),
    "parameter_is_wrong": _l("The parameter “%(name)s” has a value that is not allowed, or is there twice."),
    "cursor_is_wrong": _l("The cursor is not one that this list gave out. Begin again without it."),
    "verdict_is_not_public_yet": _l("This jury has not published a verdict, or not this version of it."),
}
