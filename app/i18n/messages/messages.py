"""Sentences about messages: why one did not arrive, what is wrong with an organizer's own words."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "address_is_silenced": _l("Mail to this address came back before, so nothing was sent. If the address is right, press “Send again”."),
    "hour_is_not_of_a_day": _l("The hour must lie between 0 and 23."),
    "mail_came_back": _l("The mail came back: it could not be delivered."),
    "mail_server_without_tls": _l("The mail server offers no encryption, so nothing was sent. It is tried again."),
    "message_has_no_postal_address": _l("No postal address is known for this message, so it cannot be printed."),
    "message_was_taken": _l("This message is being sent at this moment."),
    "phone_is_wrong": _l("This is not a telephone number that a text message can reach."),
    "placeholder_is_unknown": _l("“%(name)s” is not one of the names in braces that a letter knows."),
    "short_link_is_gone": _l("This short link is not valid any more. Ask the organizers for a new one."),
    "sms_gateway_away": _l("The gateway for text messages did not answer. It is tried again."),
    "sms_was_refused": _l("The gateway refused this text message."),
    "template_is_unknown": _l("There is no such letter."),
}
