"""Words of the page that checks a verdict without us: what each check asks, and what came of it."""
from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# By the name of the check in app/static/js/integrity/checks.js, in its order.
QUESTIONS: dict[str, LazyString] = {
    "files_are_listed": _l("Every file is in the list of files, and none is missing."),
    "files_are_unchanged": _l("Every file has the fingerprint that the list gives for it."),
    "documents_are_named": _l("Every verdict, reply and checkpoint has the fingerprint under which it was signed."),
    "documents_are_of_this_jury": _l("All documents belong to this jury and have one form only."),
    "keys_have_their_fingerprints": _l("Every public key has the fingerprint by which it is named."),
    "keys_follow_each_other": _l("Every new key was signed by the key before it, unless that one had been revoked."),
    "signatures_hold": _l("Every document carries a signature of a key that is not distrusted, and the signature fits to the last letter."),
    "key_is_the_expected": _l("The key whose fingerprint you typed is among the keys."),
    "record_is_a_chain": _l("Every entry of the public record names the fingerprint of the entry before; none was changed, added or taken out."),
    "record_ends_at_the_checkpoint": _l("The record ends exactly where the signed checkpoint says."),
    "verdicts_are_in_the_record": _l("Every published version of the verdict is here and in the record; none is hidden."),
    "verdicts_follow_the_record": _l("Every verdict names the state of the record just before it was published."),
    "replies_are_in_the_record": _l("Every version of every reply is here and in the record; none is hidden."),
    "replies_follow_each_other": _l("Every reply names the verdict that it answers and the reply before it."),
    "timestamps_name_their_documents": _l("Every timestamp is about the document to which it belongs. Who gave it is checked with openssl."),
}
_PAGE: dict[str, LazyString] = {
    "title": _l("Check a verdict"),
    "intro": _l("This page works without internet. Choose the package that you downloaded: nothing of it leaves your computer."),
    "package": _l("The package (ZIP)"),
    "expected": _l("Fingerprint of the key, if you have it from another place (you may leave this empty)"),
    "button": _l("Check"),
    "working": _l("Checking …"),
    "right": _l("Everything holds. Nothing was changed."),
    "wrong": _l("Something does NOT hold. Do not rely on these files."),
    "partly": _l("What could be checked holds, but not everything could be checked in this browser."),
    "no_signatures": _l("This browser does not know Ed25519 signatures. It checks everything else; check the signatures with openssl or in another browser."),
    "package_is_readable": _l("The package can be read."),
    "state_holds": _l("Holds"),
    "state_fails": _l("Does NOT hold"),
    "state_left_out": _l("Not checked"),
    "state_not_asked": _l("Not asked for"),
    "verdicts": _l("Versions of the verdict"),
    "replies": _l("Versions of replies"),
    "entries": _l("Entries of the record"),
    "timestamps": _l("Timestamps"),
    "fingerprint": _l("Fingerprint of the key that signs now. Compare it with one from another place, for instance the paper:"),
}


def words() -> dict[str, str]:
    """Everything that the saved page says, in the language of the moment."""
    return {code: str(text) for code, text in (QUESTIONS | _PAGE).items()}
