"""Keys, signatures and timestamps."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "key_is_missing": _l("This installation has no key for signatures yet. Make one with “flask keys create”."),
    "key_is_unknown": _l("There is no key with this fingerprint."),
    "key_is_revoked": _l("This key has been revoked already."),
    "key_was_made": _l("Another process made a key at the same moment. That key is used."),
    "signing_key_is_lost": _l("The private half of this key cannot be opened: it is erased, or the secret of the installation was changed. Revoke the key; then a new one is made."),
    "timestamp_is_wrong": _l("The answer of the timestamp service is not about this document or not signed by a service that is trusted."),
    "package_is_not_ready": _l("The newest publication is being signed. Please come back in a minute."),
}
