"""Sentences about evidence: documents and their paragraphs, claims, links, and the advocates' review."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "file_or_text_is_missing": _l("Choose a file or type the text."),
    "document_is_of_another": _l("Only experts and the person who added the document can do this."),
    "document_has_newer_version": _l("Somebody has added a newer version meanwhile. Open it and replace that one."),
    "document_is_of_the_public": _l("These are the words of somebody from the public; nobody may change them."),
    "document_is_known": _l("Exactly this file is in the library already."),
    "paragraph_is_gone": _l("There is no such paragraph, or its document has been withdrawn."),
    "claim_is_gone": _l("There is no such claim, or it has been taken off the list."),
    "claim_has_no_source": _l("Say where the claim comes from."),
    "claim_source_is_unknown": _l("This source does not exist, or you may not refer to it."),
    "claim_needs_its_author": _l("Only the person who wrote the claim or the facilitator can do this."),
    "link_is_missing": _l("Choose a document or a claim."),
    "link_exists": _l("This link exists already."),
    "link_is_gone": _l("This link does not exist any more."),
    "claim_links_to_itself": _l("A claim cannot be linked to itself."),
    "trust_is_closed": _l("The marks on this claim are closed."),
    "trust_is_open": _l("The marks on this claim are open."),
    "review_is_gone": _l("There is no such review of the draft, or it is not open to you."),
    "review_is_open": _l("A review of the draft is open already."),
    "review_is_closed": _l("The review of the draft is closed."),
    "review_needs_a_draft": _l("There is no finding or recommendation in the draft yet."),
    "review_needs_time": _l("Choose a deadline between one hour and thirty days from now."),
    "comment_is_gone": _l("There is no such comment."),
    "comment_is_answered": _l("The jury has answered this comment already; it cannot be changed any more."),
}
