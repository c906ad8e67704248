"""Single changes to the parsed files of a draw, from which the tamperings are made."""

from collections.abc import Callable
from typing import Any

from sortition.beacon import round_time
from sortition.draw import leaf
from tests.sortition.bundles import ROUNDS

Change = Callable[[Any, Any, Any], None]
"""Changes commitment, result and features in place."""
Edit = Callable[[str, str, str], tuple[str, str, str]]
"""Changes their texts."""


def leaves_again(commitment: Any, features: Any) -> None:
    """Commit to bent features, as an organizer who cheats before the draw would."""
    commitment["tickets"] = [[ticket, leaf(ticket, features[ticket])] for ticket, _ in commitment["tickets"]]


# --- the result


def swap_juror(_c: Any, r: Any, _f: Any) -> None:
    r["panel"] = sorted([*r["panel"][1:], r["reserve_order"][0]])


def shorten_panel(_c: Any, r: Any, _f: Any) -> None:
    r["panel"].pop()


def repeat_juror(_c: Any, r: Any, _f: Any) -> None:
    r["panel"][1] = r["panel"][0]


def invent_juror(_c: Any, r: Any, _f: Any) -> None:
    r["panel"][-1] = "9999"


def reorder_panel(_c: Any, r: Any, _f: Any) -> None:
    r["panel"].reverse()


def other_number(c: Any, r: Any, _f: Any) -> None:
    r["panel_number"] = (r["panel_number"] + 1) % c["lottery"]


def other_panel(c: Any, r: Any, f: Any) -> None:
    other_number(c, r, f)
    r["panel"] = c["panels"][r["panel_number"]]


def other_dice(_c: Any, r: Any, _f: Any) -> None:
    r["dice"] = f"{(int(r['dice']) + 1) % 100:02d}"


def set_result(**values: Any) -> Change:
    def change(_c: Any, r: Any, _f: Any) -> None:
        r.update(values)

    return change


def unannounced_round(c: Any, r: Any, _f: Any) -> None:
    r["beacon"]["round"] += 1
    r["dice_published_at"] = round_time(r["beacon"]["round"]) - 60


def later_round(c: Any, r: Any, _f: Any) -> None:
    first = r["beacon"]["round"]
    c["beacon"]["rounds"] = [first, first + 100]
    r["beacon"]["round"] = first + 100


def forged_signature(_c: Any, r: Any, _f: Any) -> None:
    signature = r["beacon"]["signature"]
    r["beacon"]["signature"] = signature[:-1] + ("0" if signature[-1] != "0" else "1")


def borrowed_signature(_c: Any, r: Any, _f: Any) -> None:
    own = r["beacon"]["signature"]
    r["beacon"]["signature"] = next(one.signature for one in ROUNDS if one.signature != own)


def infinite_signature(_c: Any, r: Any, _f: Any) -> None:
    r["beacon"]["signature"] = "c0" + "00" * 47


def loud_signature(_c: Any, r: Any, _f: Any) -> None:
    r["beacon"]["signature"] = r["beacon"]["signature"].upper()


def dice_at(seconds: int) -> Change:
    def change(_c: Any, r: Any, _f: Any) -> None:
        r["dice_published_at"] = round_time(r["beacon"]["round"]) + seconds

    return change


def shuffle_reserve(_c: Any, r: Any, _f: Any) -> None:
    r["reserve_order"][:2] = r["reserve_order"][1::-1]


def shorten_reserve(_c: Any, r: Any, _f: Any) -> None:
    r["reserve_order"].pop()


def lengthen_reserve(_c: Any, r: Any, _f: Any) -> None:
    r["reserve_order"].append(r["panel"][0])


def lose_field(_c: Any, r: Any, _f: Any) -> None:
    del r["panel"]


def loud_commitment(_c: Any, r: Any, _f: Any) -> None:
    r["commitment"] = r["commitment"].upper()


def set_published(**values: Any) -> Change:
    def change(_c: Any, r: Any, _f: Any) -> None:
        r["beacon"].update(values)

    return change


def lose_signature(_c: Any, r: Any, _f: Any) -> None:
    del r["beacon"]["signature"]


# --- the commitment


def swap_in_winning_row(c: Any, r: Any, _f: Any) -> None:
    row = c["panels"][r["panel_number"]]
    row[:] = sorted([*row[1:], r["reserve_order"][0]])


def set_commitment(**values: Any) -> Change:
    def change(c: Any, _r: Any, _f: Any) -> None:
        c.update(values)

    return change


def set_beacon(**values: Any) -> Change:
    def change(c: Any, _r: Any, _f: Any) -> None:
        c["beacon"].update(values)

    return change


def set_row(change_row: Callable[[list[str]], None]) -> Change:
    def change(c: Any, _r: Any, _f: Any) -> None:
        change_row(c["panels"][7])

    return change


def drop_panel(c: Any, _r: Any, _f: Any) -> None:
    c["panels"].pop()


def break_quota(c: Any, _r: Any, _f: Any) -> None:
    c["quotas"]["gender"]["ер"] = [c["seats"] + 1, c["seats"] + 1]


def quota_upside_down(c: Any, _r: Any, _f: Any) -> None:
    c["quotas"]["gender"]["ер"] = [3, 2]


def unknown_quota(c: Any, _r: Any, _f: Any) -> None:
    c["quotas"]["language"] = {"kk": [0, 5]}


def two_of_one_household(c: Any, _r: Any, f: Any) -> None:
    for entry in f.values():
        entry["household"] = None
    for ticket in c["panels"][5][:2]:
        f[ticket]["household"] = "h1"
    leaves_again(c, f)


def change_leaf(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][3][1] = "ab" * 32


def repeat_ticket(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][1][0] = c["tickets"][0][0]


def repeat_leaf(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][1][1] = c["tickets"][0][1]


def swap_tickets(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][:2] = c["tickets"][1::-1]


def drop_ticket(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"].pop()


def lengthen_ticket(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][0].append("x")


def loud_leaf(c: Any, _r: Any, _f: Any) -> None:
    c["tickets"][0][1] = c["tickets"][0][1].upper()


def text_row(c: Any, _r: Any, _f: Any) -> None:
    c["panels"][7] = "12345"


# --- the features


def set_feature(**values: Any) -> Change:
    def change(_c: Any, _r: Any, f: Any) -> None:
        f["0002"].update(values)

    return change


def change_feature(_c: Any, _r: Any, f: Any) -> None:
    own = f["0002"]["features"]
    own["gender"] = "ер" if own["gender"] == "әйел" else "әйел"


def drop_person(_c: Any, _r: Any, f: Any) -> None:
    del f["0002"]


def add_person(_c: Any, _r: Any, f: Any) -> None:
    f["9999"] = f["0002"]


def lose_feature(c: Any, _r: Any, f: Any) -> None:
    del f["0002"]["features"]["gender"]
    leaves_again(c, f)


def number_as_feature(c: Any, _r: Any, f: Any) -> None:
    f["0002"]["features"]["gender"] = 1
    leaves_again(c, f)


def person_as_list(_c: Any, _r: Any, f: Any) -> None:
    f["0002"] = []


def nameless_feature(c: Any, _r: Any, f: Any) -> None:
    f["0002"]["features"][""] = "x"
    leaves_again(c, f)


# --- the bytes


def in_commitment(old: str, new: str) -> Edit:
    def edit(commitment: str, result: str, features: str) -> tuple[str, str, str]:
        assert old in commitment
        return commitment.replace(old, new, 1), result, features

    return edit


def in_result(old: str, new: str) -> Edit:
    def edit(commitment: str, result: str, features: str) -> tuple[str, str, str]:
        assert old in result
        return commitment, result.replace(old, new, 1), features

    return edit


def in_features(old: str, new: str) -> Edit:
    def edit(commitment: str, result: str, features: str) -> tuple[str, str, str]:
        assert old in features
        return commitment, result, features.replace(old, new, 1)

    return edit
