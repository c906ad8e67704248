"""Every way we know to bend a draw, each with the code that a verifier must answer.

A tampering changes the three documents in place, or their bytes. `redraw` ones then compute hash, number,
panel and reserve order anew, as a cheat who controls the files would, so that deeper checks must find it.
"""

import json
import random
from dataclasses import dataclass
from typing import Any

from sortition.beacon import BeaconRound
from sortition.canonical import digest
from sortition.draw import decide, reserve_order
from tests.sortition import changes
from tests.sortition.bundles import ROUNDS, Bundle, random_bundle
from tests.sortition.changes import Change, Edit


@dataclass(frozen=True)
class Tampering:
    """One way to bend a draw: its name, the expected code, the mode of the draw it starts from."""

    name: str
    code: str
    change: Change | None = None
    edit: Edit | None = None
    redraw: bool = False
    mode: str = "both"

    def files(self, seed: int) -> tuple[bytes, bytes, bytes]:
        """The bent files of the draw with this seed."""
        texts = bend(random_bundle(random.Random(seed), self.mode, seats=5), self.change, self.redraw)
        texts = self.edit(*texts) if self.edit else texts
        return tuple(text.encode("utf-8", "surrogatepass") for text in texts)  # type: ignore[return-value]


def bend(bundle: Bundle, change: Change | None, redraw: bool) -> tuple[str, str, str]:
    """Apply a change to the parsed files and write them back, without asking any code under test."""
    commitment, result, features = (json.loads(text) for text in bundle.files)
    if change:
        change(commitment, result, features)
    if redraw:
        draw_again(commitment, result)
    return tuple(json.dumps(one, ensure_ascii=False) for one in (commitment, result, features))  # type: ignore[return-value]


def draw_again(commitment: Any, result: Any) -> None:
    """Make the result consistent with a bent commitment or other public numbers."""
    given = BeaconRound(**result["beacon"]) if result["beacon"] else None
    result["commitment"] = digest(commitment)
    seed, number = decide(commitment, result["commitment"], result["dice"], given)
    result["panel_number"] = number
    result["panel"] = commitment["panels"][number % len(commitment["panels"])]
    result["reserve_order"] = reserve_order(commitment, seed, result["panel"])


FOUNDER = {"public_key": "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58" + "00" * 64}

TAMPERINGS = [
    Tampering("juror_swapped", "panel_wrong", changes.swap_juror),
    Tampering("panel_shortened", "panel_wrong", changes.shorten_panel),
    Tampering("juror_repeated", "panel_wrong", changes.repeat_juror),
    Tampering("juror_invented", "panel_wrong", changes.invent_juror),
    Tampering("panel_reordered", "panel_wrong", changes.reorder_panel),
    Tampering("other_number", "number_wrong", changes.other_number),
    Tampering("other_panel", "number_wrong", changes.other_panel),
    Tampering("negative_number", "field_invalid", changes.set_result(panel_number=-1)),
    Tampering("number_is_true", "field_invalid", changes.set_result(panel_number=True)),
    Tampering("other_dice", "number_wrong", changes.other_dice),
    Tampering("dice_with_letter", "dice_missing", changes.set_result(dice="4x")),
    Tampering("dice_too_short", "dice_missing", changes.set_result(dice="4")),
    Tampering("dice_too_long", "dice_missing", changes.set_result(dice="417")),
    Tampering("dice_with_newline", "dice_missing", changes.set_result(dice="41\n")),
    Tampering("dice_in_arabic_digits", "dice_missing", changes.set_result(dice="٤١")),
    Tampering("dice_left_out", "dice_missing", changes.set_result(dice=None)),
    Tampering("dice_as_number", "dice_missing", changes.set_result(dice=41)),
    Tampering("dice_without_time", "dice_missing", changes.set_result(dice_published_at=None)),
    Tampering("round_not_announced", "round_not_announced", changes.unannounced_round, redraw=True),
    Tampering("later_round", "round_not_first", changes.later_round, redraw=True),
    Tampering("later_round_without_dice", "round_not_first", changes.later_round, redraw=True, mode="beacon"),
    Tampering("forged_signature", "signature_forged", changes.forged_signature, redraw=True),
    Tampering("forged_signature_alone", "signature_forged", changes.forged_signature, redraw=True, mode="beacon"),
    Tampering("borrowed_signature", "signature_forged", changes.borrowed_signature, redraw=True),
    Tampering("signature_at_infinity", "signature_forged", changes.infinite_signature, redraw=True),
    Tampering("signature_in_capitals", "field_invalid", changes.loud_signature),
    Tampering("dice_after_round", "dice_after_round", changes.dice_at(1)),
    Tampering("dice_at_round", "dice_after_round", changes.dice_at(0)),
    Tampering("dice_too_late", "dice_too_late", changes.dice_at(-59)),
    Tampering("reserve_shuffled", "reserve_wrong", changes.shuffle_reserve),
    Tampering("reserve_shortened", "reserve_wrong", changes.shorten_reserve),
    Tampering("reserve_lengthened", "reserve_wrong", changes.lengthen_reserve),
    Tampering("other_commitment", "commitment_differs", changes.set_result(commitment="0" * 64)),
    Tampering("beacon_removed", "beacon_missing", changes.set_result(beacon=None)),
    Tampering(
        "beacon_added",
        "beacon_unexpected",
        changes.set_result(beacon=vars(ROUNDS[0])),
        redraw=True,
        mode="dice",
    ),
    Tampering("dice_added", "dice_unexpected", changes.set_result(dice="417"), mode="beacon"),
    Tampering("result_with_more", "field_unknown", changes.set_result(note="all is well")),
    Tampering("result_with_proto", "field_unknown", changes.set_result(__proto__={})),
    Tampering("result_with_less", "field_missing", changes.lose_field),
    Tampering("result_of_other_format", "format_unknown", changes.set_result(format="draw-result/2")),
    Tampering("swapped_in_winning_row", "commitment_differs", changes.swap_in_winning_row),
    Tampering("row_too_short", "panel_size_wrong", changes.set_row(lambda row: row.__delitem__(0)), redraw=True),
    Tampering("row_too_long", "panel_size_wrong", changes.set_row(lambda row: row.append("0001")), redraw=True),
    Tampering(
        "row_with_repeat",
        "panel_ticket_repeated",
        changes.set_row(lambda row: row.__setitem__(1, row[0])),
        redraw=True,
    ),
    Tampering(
        "row_with_stranger",
        "panel_ticket_unknown",
        changes.set_row(lambda row: row.__setitem__(0, "0000")),
        redraw=True,
    ),
    Tampering("row_unsorted", "panel_not_sorted", changes.set_row(list.reverse), redraw=True),
    Tampering("row_missing", "lottery_size_wrong", changes.drop_panel),
    Tampering("lottery_of_99", "lottery_size_wrong", changes.set_commitment(lottery=99), redraw=True),
    Tampering("quota_broken", "quota_broken", changes.break_quota, redraw=True),
    Tampering("quota_upside_down", "field_invalid", changes.quota_upside_down, redraw=True),
    Tampering("quota_of_unknown_feature", "feature_missing", changes.unknown_quota, redraw=True),
    Tampering("two_of_one_household", "household_repeated", changes.two_of_one_household, redraw=True),
    Tampering("leaf_changed", "leaf_wrong", changes.change_leaf, redraw=True),
    Tampering("ticket_repeated", "ticket_repeated", changes.repeat_ticket, redraw=True),
    Tampering("leaf_repeated", "leaf_repeated", changes.repeat_leaf, redraw=True),
    Tampering("tickets_out_of_order", "ticket_wrong", changes.swap_tickets, redraw=True),
    Tampering("ticket_dropped", "people_count_wrong", changes.drop_ticket),
    Tampering("seats_zero", "field_invalid", changes.set_commitment(seats=0), redraw=True),
    Tampering("draw_is_true", "field_invalid", changes.set_commitment(draw=True), redraw=True),
    Tampering("no_jury", "field_invalid", changes.set_commitment(jury=""), redraw=True),
    Tampering("other_reserve_rule", "field_invalid", changes.set_commitment(reserve_rule="alphabet"), redraw=True),
    Tampering("previous_of_first_draw", "previous_wrong", changes.set_commitment(previous="0" * 64), redraw=True),
    Tampering("second_draw_without_previous", "previous_wrong", changes.set_commitment(draw=2), redraw=True),
    Tampering("three_dice_for_100", "field_invalid", changes.set_commitment(dice=3), redraw=True),
    Tampering("nothing_decides", "field_invalid", changes.set_commitment(beacon=None, dice=0)),
    Tampering("own_beacon_key", "beacon_unknown", changes.set_beacon(**FOUNDER), redraw=True),
    Tampering("own_genesis", "beacon_unknown", changes.set_beacon(genesis=1692803000), redraw=True),
    Tampering("rounds_falling", "field_invalid", changes.set_beacon(rounds=[2000, 1000]), redraw=True),
    Tampering("no_rounds", "field_invalid", changes.set_beacon(rounds=[])),
    Tampering("commitment_with_more", "field_unknown", changes.set_commitment(winner="0001"), redraw=True),
    Tampering("commitment_of_other_format", "format_unknown", changes.set_commitment(format="x"), redraw=True),
    Tampering("salt_changed", "leaf_wrong", changes.set_feature(salt="00" * 16)),
    Tampering("salt_too_short", "field_invalid", changes.set_feature(salt="00" * 15)),
    Tampering("feature_changed", "leaf_wrong", changes.change_feature),
    Tampering("household_changed", "leaf_wrong", changes.set_feature(household="h99")),
    Tampering("household_empty", "field_invalid", changes.set_feature(household="")),
    Tampering("person_left_out", "features_people_wrong", changes.drop_person),
    Tampering("person_added", "features_people_wrong", changes.add_person),
    Tampering("person_with_more", "field_unknown", changes.set_feature(name="Aigerim")),
    Tampering("feature_left_out", "feature_missing", changes.lose_feature, redraw=True),
    Tampering("feature_as_number", "field_invalid", changes.number_as_feature, redraw=True),
    Tampering("commitment_in_capitals", "field_invalid", changes.loud_commitment),
    Tampering("beacon_plan_with_more", "field_unknown", changes.set_beacon(note="x"), redraw=True),
    Tampering("beacon_with_more", "field_unknown", changes.set_published(note="x")),
    Tampering("beacon_with_less", "field_missing", changes.lose_signature),
    Tampering("round_zero", "field_invalid", changes.set_published(round=0)),
    Tampering("round_as_text", "field_invalid", changes.set_published(round="657413")),
    Tampering("panel_as_text", "field_invalid", changes.set_result(panel="0001")),
    Tampering("panel_with_numbers", "field_invalid", changes.set_result(panel=[1, 2, 3, 4, 5])),
    Tampering("reserve_as_object", "field_invalid", changes.set_result(reserve_order={})),
    Tampering("quotas_as_list", "field_invalid", changes.set_commitment(quotas=[]), redraw=True),
    Tampering("quota_without_name", "field_invalid", changes.set_commitment(quotas={"": {"x": [0, 5]}}), redraw=True),
    Tampering("quota_without_values", "field_invalid", changes.set_commitment(quotas={"x": {}}), redraw=True),
    Tampering("quota_of_three", "field_invalid", changes.set_commitment(quotas={"x": {"y": [0, 1, 2]}}), redraw=True),
    Tampering("tickets_as_object", "field_invalid", changes.set_commitment(tickets={})),
    Tampering("ticket_with_more", "field_invalid", changes.lengthen_ticket),
    Tampering("leaf_in_capitals", "field_invalid", changes.loud_leaf, redraw=True),
    Tampering("panels_as_object", "lottery_size_wrong", changes.set_commitment(panels={})),
    Tampering("row_as_text", "field_invalid", changes.text_row),
    Tampering("person_as_list", "file_not_json", changes.person_as_list),
    Tampering("feature_without_name", "field_invalid", changes.nameless_feature, redraw=True),
    Tampering("fraction", "number_not_whole", edit=changes.in_commitment('"seats": 5', '"seats": 5.0')),
    Tampering("exponent", "number_not_whole", edit=changes.in_commitment('"seats": 5', '"seats": 5e0')),
    Tampering(
        "minus_zero",
        "number_not_whole",
        edit=changes.in_result('"panel_number": ', '"panel_number": -0, "x": '),
    ),
    Tampering("huge_number", "number_not_whole", edit=changes.in_commitment('"draw": 1', '"draw": 9007199254740993')),
    Tampering("not_a_number", "file_not_json", edit=changes.in_commitment('"draw": 1', '"draw": NaN')),
    Tampering("leading_zero", "file_not_json", edit=changes.in_commitment('"draw": 1', '"draw": 01')),
    Tampering("key_repeated", "key_repeated", edit=changes.in_commitment('"draw": 1', '"draw": 2, "draw": 1')),
    Tampering("key_repeated_in_result", "key_repeated", edit=changes.in_result("{", '{"dice": "00", ')),
    Tampering("key_repeated_escaped", "key_repeated", edit=changes.in_result("{", '{"d\\u0069ce": "00", ')),
    Tampering("person_repeated", "key_repeated", edit=changes.in_features("{", '{"0001": {}, ')),
    Tampering("trailing_text", "file_not_json", edit=lambda c, r, f: (c + " {}", r, f)),
    Tampering("trailing_comma", "file_not_json", edit=lambda c, r, f: (c, r[:-1] + ",}", f)),
    Tampering("byte_order_mark", "file_not_json", edit=lambda c, r, f: ("\ufeff" + c, r, f)),
    Tampering("no_break_space", "file_not_json", edit=lambda c, r, f: (c, r + "\u00a0", f)),
    Tampering("newline_in_text", "file_not_json", edit=changes.in_commitment('"tests"', '"te\nsts"')),
    Tampering("lone_surrogate", "file_not_json", edit=changes.in_commitment('"tests"', '"\\ud800"')),
    Tampering("surrogate_in_bytes", "file_not_json", edit=changes.in_commitment('"tests"', '"\ud800"')),
    Tampering("unknown_escape", "file_not_json", edit=changes.in_commitment('"tests"', '"\\x41"')),
    Tampering("comment", "file_not_json", edit=changes.in_commitment('"draw"', '/* */ "draw"')),
    Tampering("empty_file", "file_not_json", edit=lambda c, r, f: (c, "", f)),
    Tampering("a_list", "file_not_json", edit=lambda c, r, f: ("[]", r, f)),
    Tampering("features_a_list", "file_not_json", edit=lambda c, r, f: (c, r, "[]")),
    Tampering("very_deep", "file_not_json", edit=lambda c, r, f: (c, "[" * 100_000, f)),
]
