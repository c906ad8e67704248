"""Sentences about registering for a jury, and about leaving its pool."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    # whether it is open
    "registration_has_not_begun": _l("The registration has not begun yet."),
    "registration_is_over": _l("The registration is over: nobody can be added to the pool any more."),
    "registration_is_closed": _l("The registration is closed at the moment."),
    "registration_day_has_passed": _l("The last day of the registration has passed: %(day)s."),
    "code_is_needed": _l("A code from a letter is needed: the letters went to addresses drawn by lot. Type the 12 digits of your letter."),
    "too_many_attempts": _l("There were many attempts from your connection. Please wait a minute and try again, or call the organizers."),
    # the answers
    "answers_are_gone": _l("These answers are no longer here: unfinished ones are forgotten after three hours, so that nobody else can read them. Please begin again."),
    "answers_are_sent": _l("These answers have been sent already."),
    "answers_are_too_long": _l("The answers are too long together. Shorten your last text."),
    "answered_too_fast": _l("That was very quick. Please look at your answers for a moment, then press the button again."),
    "form_looks_automatic": _l("The form looks as if a program had filled it in, so it was not taken. Please leave the field without a purpose empty, or call the organizers."),
    "answer_is_missing": _l("An answer is missing. Please choose one."),
    "birth_year_is_wrong": _l("Write the year of your birth with four digits, for instance 1985."),
    "birth_year_fits_no_group": _l("This jury has no age group for this year of birth."),
    "name_is_missing": _l("Write your name."),
    "contact_is_needed": _l("Write a telephone number or an e-mail address, so that we can invite you if you are drawn."),
    "phone_is_no_number": _l("This is not a telephone number. Write it like this: +7 701 123 45 67."),
    "email_is_no_address": _l("This is not an e-mail address. Write it like this: aigul@example.kz."),
    "address_is_needed": _l("Write your address."),
    "consent_is_missing": _l("Without your agreement we may not keep your answers. Tick the box to go on."),
    # the questions
    "values_are_no_ages": _l("The values of “%(feature)s” are not age groups without gaps in their numbers, so a year of birth cannot be asked."),
    # the person's own page
    "registrant_link_is_unknown": _l("This personal link is not right, or everything about this person has been erased since. Look for the link in your receipt, or call the organizers."),
    "registrant_is_erased": _l("Everything about this person has been erased."),
    "registrant_has_left": _l("You have withdrawn, so there is nothing to change any more."),
    "seat_must_be_answered": _l("You have been drawn and invited. Please answer no in your invitation first, or call the organizers: then the seat goes to another person."),
    "seat_must_be_left": _l("You are a juror. Please tell the organizers first that you give up your seat; then your data can be erased."),
}
