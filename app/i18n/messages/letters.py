"""Sentences about address lists, the draw of addresses, letters and the codes in them."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    # the code of a letter
    "letter_code_is_malformed": _l("The code has %(count)s digits. Please look at the letter again."),
    "letter_code_is_unknown": _l("No letter has this code. Please compare it with the letter digit by digit, or call the number in the letter."),
    "letter_code_is_used": _l("Somebody has registered with this code already. If it was not you or your family, call the number in the letter."),
    # the address file
    "address_column_is_missing": _l("Choose at least one column as street, house, flat: without it no letter arrives."),
    "address_is_blank": _l("The address is blank. Fill the cell in, or leave the row out."),
    "address_is_twice": _l("“%(value)s” stands in row %(first_row)s already. It is taken once: every address has the same chance."),
    "address_id_is_missing": _l("The identifier is missing. Fill it in, or do not use the column."),
    "address_id_is_twice": _l("The identifier “%(value)s” stands in row %(first_row)s already. Every address needs a different one."),
    "area_is_blank": _l("The area is blank. Fill the cell in, or leave the row out."),
    "areas_are_too_many": _l("There are %(count)s different areas; at most %(limit)s are possible. Group them, or do not use the column."),
    "address_import_is_blocked": _l("Nothing was imported: %(count)s problems stop the import."),
    "address_list_is_closed": _l("Recruitment is over: the address list stays as it is."),
    "address_list_is_announced": _l("A draw of addresses is announced: the list stays as it is until the public number is known or the draw is called off."),
    "address_list_changed_meanwhile": _l("The jury or its address list changed meanwhile. Look at the difference again."),
    # how many letters
    "addresses_are_missing": _l("There are no addresses to draw from. Import a list first."),
    "area_weight_is_wrong": _l("%(area)s: “%(value)s” is no weight. Give a number from 0 to 1000, for instance 1.5."),
    "response_is_wrong": _l("“%(value)s” is no share of answers in percent. Give a number above 0 and up to 100, for instance 2."),
    "letters_addresses_too_few": _l("%(letters)s letters are wanted, but there are only %(addresses)s addresses."),
    "letters_addresses_too_few_for_answers": _l("Letters to all %(addresses)s addresses would bring about %(expected)s registrations; %(wanted)s are wanted with near certainty. Import more addresses, or want fewer registrations."),
    "letters_areas_empty": _l("Every area has the weight 0. Give at least one area a weight above 0."),
    "letters_area_rates_wrong": _l("%(value)s: the weight or the response is out of range."),
    "letter_languages_are_equal": _l("Choose two different languages for the letter."),
    # the draw
    "letters_stage_is_wrong": _l("Letters are drawn and printed during recruitment only: before, the question may still change."),
    "letter_draw_is_unknown": _l("There is no such draw of addresses."),
    "letter_draw_moved_on": _l("The draw of addresses has moved on meanwhile. Look at it again."),
    "letter_dice_are_malformed": _l("Type %(count)s digits, one for each die."),
    "beacon_round_is_another": _l("This is another round. Round %(round)s was announced, and only that one counts."),
    # the letters
    "letter_words_are_missing": _l("The letter lacks the sender’s address, or a telephone number or e-mail address for help. Fill them in first."),
    "no_letter_is_due": _l("Nobody is due a letter now."),
    "letter_wave_is_unknown": _l("There is no such wave of letters."),
    "letter_wave_is_posted": _l("These letters were posted already."),
    "letters_are_being_drawn": _l("The letters are being drawn for printing already."),
    "letter_file_is_gone": _l("The file is gone: it is deleted after a week, or when the letters are posted. Have it drawn again."),
    "posting_is_in_the_future": _l("The day of posting cannot lie in the future."),
    "address_numbers_are_missing": _l("Type the numbers that are printed on the letters."),
    "address_numbers_are_too_many": _l("At most %(limit)s numbers at once are possible."),
    "address_numbers_are_unknown": _l("No letter has these numbers: %(numbers)s. Nothing was noted."),
}
