"""Sentences about signing in, roles and requests."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "role_is_missing": _l("Your role in this jury does not allow this."),
    "sign_in_failed": _l("The e-mail address and the password do not belong together. After ten wrong attempts, wait 15 minutes."),
    "password_too_short": _l("The password needs at least %(minimum)s characters. Three or four words make a good one."),
    "email_is_taken": _l("There is already an account with the address %(email)s."),
    "account_is_unknown": _l("There is no account with the address %(email)s."),
    "link_is_dead": _l("This link has been used or is too old. Ask the organizers for a new one; they can send it at once."),
    "code_is_wrong": _l("The code is not right. It has 10 letters and digits and stands in the letter or message next to the link."),
    "key_is_erased": _l("These data have been erased and cannot be read any more."),
    "request_not_understood": _l("The request could not be understood. Go back and try again; nothing was changed."),
    "something_broke": _l("Something broke on our side. Nothing of what you sent was kept half-done. Please try again in a minute."),
    "page_not_found": _l("There is no such page, or it is not open to you."),
    "request_is_foreign": _l("The request came from another website and was refused."),
    "form_has_expired": _l("The form was open for too long or came from another window. Load the page again; nothing was changed."),
    "file_is_too_large": _l("The file is too large. At most 10 MB can be uploaded."),
    "already_a_member": _l("This person already has this role in the jury."),
    "juror_has_one_role": _l("A juror cannot have another role in the same jury."),
    "role_stands_apart": _l("The commissioner and the overseers cannot have another role in the same jury."),
    "last_organizer_stays": _l("You are the last organizer of this jury. Invite another one first; then you can leave."),
    "member_is_unknown": _l("This person is not a member of the jury."),
}
