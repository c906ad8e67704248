"""Sentences about address lists, the draw of addresses, letters and the codes in them."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    # the code of a letter
    "letter_code_is_malformed": _l("The code has %(count)s digits. Please look at the letter again."),
    "letter_code_is_unknown": _l("No letter has this code. Please compare it with the letter digit by digit, or call the number in the letter."),
    "letter_code_is_used": _l("Somebody has registered with this code already. If it was not you or your family, call the number in the letter."),
}
