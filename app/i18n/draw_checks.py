"""What the verifier of a draw says, on the page and in the saved file; placeholders are filled in the browser."""
from __future__ import annotations

from babel import numbers
from flask_babel import get_locale, gettext


def check_words() -> dict[str, str]:
    """Names of the steps, states, verdicts, and the reasons of a refusal by the verifier's codes."""
    return _steps() | _states() | refusal_words() | number_words()


def ticket_words() -> dict[str, str]:
    """What is said of one ticket that somebody looks up in the published list."""
    return number_words() | {
        "stands": gettext("Ticket %(ticket)s is in the frozen list. It stands in %(count)s of the %(panels)s juries: a chance of %(chance)s."),
        "stands_nowhere": gettext("Ticket %(ticket)s is in the frozen list, but it stands in none of the %(panels)s juries, so this draw could not choose it."),
        "compared": gettext("Of the other tickets %(fewer)s stand in fewer juries, %(same)s in just as many, and %(more)s in more."),
        "drawn": gettext("It was drawn: it is in the jury."),
        "not_drawn": gettext("It was not drawn. In the reserve it has place %(place)s."),
        "not_yet": gettext("The dice have not been thrown yet."),
        "unknown_ticket": gettext("There is no ticket with this number in the list. Look at the letter again."),
        "same_list": gettext("The list is the very one whose fingerprint stands on this page. The number has not left this device."),
        "other_list": gettext("The list that came is not the one whose fingerprint stands on this page. Do not trust it, and tell the overseers."),
        "proof_right": gettext("Your line of proof is right: your answers stand in the list exactly as your own page shows them."),
        "proof_wrong": gettext("Your line of proof does not fit the list: what was drawn with is not what your own page shows. Tell the overseers."),
        "proof_unreadable": gettext("This is not the line of proof of this ticket. Copy it whole from your own page."),
    }


def offline_words() -> dict[str, str]:
    """Everything that the saved page says."""
    return ticket_words() | check_words() | {
        "title": gettext("Check a draw"),
        "intro": gettext("Choose the files that you downloaded. Everything is worked out in this window; nothing leaves this device, and no connection is needed."),
        "commitment": gettext("The list: commitment.json"),
        "result": gettext("The result: result.json"),
        "features": gettext("For observers only: features.json"),
        "ticket": gettext("Ticket number, if you want to look one up"),
        "button": gettext("Check"),
    }


def number_words() -> dict[str, str]:
    """How the reader's language writes numbers: browsers do not know Kazakh."""
    locale = get_locale()
    return {"decimal": numbers.get_decimal_symbol(locale), "group": numbers.get_group_symbol(locale),
            "percent": "%(number)s\N{NO-BREAK SPACE}%"}


def _steps() -> dict[str, str]:
    return {
        "files_well_formed": gettext("Both files are complete and well-formed."),
        "commitment_matches": gettext("The result belongs to exactly this list: the fingerprint is the same."),
        "randomness_accepted": gettext("The public numbers are of the kind and from the time that were announced."),
        "signature_valid": gettext("The number of the randomness service is signed by the service."),
        "panel_matches": gettext("The public numbers point to exactly this jury of the list."),
        "reserve_matches": gettext("The order of the reserve follows from the same numbers."),
        "features_match": gettext("Every jury of the list keeps the quotas (only observers can check this)."),
        "detail_files_well_formed": gettext("%(people)s tickets; %(lottery)s juries, each of %(seats)s different tickets"),
        "detail_commitment_matches": gettext("fingerprint %(commitment)s"),
        "detail_panel_matches": gettext("jury No. %(panel)s"),
        "detail_reserve_matches": gettext("%(reserve)s tickets in order"),
        "without_signature_valid": gettext("not needed: the dice alone decided"),
    }


def _states() -> dict[str, str]:
    return {
        "waiting": gettext("waiting"),
        "checked": gettext("checked"),
        "left_out": gettext("not checked here"),
        "failed": gettext("FAILED"),
        "running": gettext("Checking…"),
        "reading_tickets": gettext("ticket %(done)s of %(total)s"),
        "reading_panels": gettext("jury %(done)s of %(total)s"),
        "reading_reserve": gettext("reserve %(done)s of %(total)s"),
        "right": gettext("The draw is right. Your own device has checked it."),
        "wrong": gettext("NOT OK: the files do not fit together. Do not trust this result, and tell the overseers."),
    }


def refusal_words() -> dict[str, str]:
    """Why a check failed, by the codes of `sortition.verify`."""
    return _faults_of_files() | _faults_of_the_list() | _faults_of_the_result() | _faults_of_features()


def _faults_of_files() -> dict[str, str]:
    return {
        "file_not_json": gettext("A file cannot be read: it is damaged, or it is not the file that was published."),
        "key_repeated": gettext("A file gives “%(key)s” twice."),
        "number_not_whole": gettext("A file holds %(found)s, which is not a plain whole number."),
        "format_unknown": gettext("This is another kind of file: “%(expected)s” was expected."),
        "field_missing": gettext("The part “%(field)s” is missing."),
        "field_unknown": gettext("The part “%(field)s” does not belong there."),
        "field_invalid": gettext("The part “%(field)s” has a value that is not allowed."),
        "check_failed": gettext("The check broke off: the files are not what they should be (%(problem)s)."),
    }


def _faults_of_the_list() -> dict[str, str]:
    return {
        "previous_wrong": gettext("A first draw names no earlier list, and every later draw must name the one before."),
        "lottery_size_wrong": gettext("The list must hold 100, 1,000 or 10,000 juries, and just as many must be there."),
        "beacon_unknown": gettext("The announced randomness service is not drand with its published key."),
        "people_count_wrong": gettext("The list has %(found)s tickets, not %(expected)s."),
        "ticket_repeated": gettext("Ticket %(ticket)s stands in the list twice."),
        "ticket_wrong": gettext("Ticket %(ticket)s is out of order: tickets count up from 1 without gaps."),
        "leaf_repeated": gettext("Two tickets carry the same data: %(ticket)s repeats an earlier one."),
        "panel_size_wrong": gettext("Jury No. %(panel)s has %(found)s people, not %(expected)s."),
        "panel_ticket_unknown": gettext("Jury No. %(panel)s names ticket %(ticket)s, which does not exist."),
        "panel_ticket_repeated": gettext("Jury No. %(panel)s names ticket %(ticket)s twice."),
        "panel_not_sorted": gettext("Jury No. %(panel)s is not in the order of its tickets."),
        "commitment_differs": gettext("The result belongs to another list: it names the fingerprint %(found)s, but this list has %(expected)s."),
    }


def _faults_of_the_result() -> dict[str, str]:
    return {
        "dice_unexpected": gettext("The result gives dice, but none were announced."),
        "dice_missing": gettext("The result must give %(count)s dice and the time when they were published."),
        "dice_after_round": gettext("The dice were published when round %(round)s of the randomness service was already known."),
        "dice_too_late": gettext("The dice were published less than %(seconds)s seconds before round %(round)s."),
        "beacon_unexpected": gettext("The result gives a round of the randomness service, but none was announced."),
        "beacon_missing": gettext("A round of the randomness service was announced, but the result gives none."),
        "round_not_announced": gettext("Round %(round)s of the randomness service was not announced."),
        "round_not_first": gettext("Round %(round)s is not the one that counts; round %(expected)s is."),
        "signature_forged": gettext("The signature of round %(round)s is not that of the randomness service."),
        "number_wrong": gettext("The public numbers give jury No. %(expected)s, but the result says No. %(found)s."),
        "panel_wrong": gettext("The tickets of the result are not those of jury No. %(panel)s in the list."),
        "reserve_wrong": gettext("The order of the reserve is wrong from place %(place)s on."),
    }


def _faults_of_features() -> dict[str, str]:
    return {
        "features_people_wrong": gettext("The features do not name exactly the tickets of the list."),
        "leaf_wrong": gettext("The answers of ticket %(ticket)s are not those that were put into the list."),
        "feature_missing": gettext("Ticket %(ticket)s has no value for “%(feature)s”."),
        "quota_broken": gettext("Jury No. %(panel)s has %(count)s people with “%(feature)s: %(value)s”, not %(minimum)s to %(maximum)s."),
        "household_repeated": gettext("Jury No. %(panel)s seats two people of the household %(household)s."),
    }
