"""Sentences about targets: what they lack, and why they cannot be kept together."""
from flask_babel import lazy_gettext as _l

MESSAGES = {
    "targets_are_frozen": _l("The targets cannot be changed any more: recruitment is over."),
    "targets_are_too_many": _l("At most %(features)s features with %(values)s values each are possible."),
    "targets_are_impossible": _l("The pool holds no jury that keeps all targets. The page of the targets says why and what to change."),
    "target_is_blank": _l("%(feature)s, %(value)s: say the least and the greatest number of seats."),
    "target_is_reversed": _l("%(feature)s, %(value)s: the least number (%(minimum)s) is above the greatest (%(maximum)s)."),
    "target_exceeds_seats": _l("%(feature)s, %(value)s: at most %(maximum)s are allowed, but the jury has %(seats)s seats."),
    "target_is_no_number": _l("%(feature)s, %(value)s: “%(text)s” is not a number that fits here."),
    "share_is_missing": _l("%(feature)s, %(value)s: the percentage is missing. Write 0 if nobody in the population has it."),
    "shares_do_not_add_up": _l("The percentages of “%(feature)s” add up to %(total)s, not to 100."),
    "value_is_twice": _l("“%(feature)s” has the value “%(value)s” twice."),
    "value_has_no_target": _l("Somebody in the pool has “%(value)s” in “%(feature)s”, and there is no target for it. Add one; 0 to 0 means that nobody with it is drawn."),
    "feature_is_not_in_pool": _l("Somebody in the pool has nothing in “%(feature)s”. Import a file with this column for everybody, or do not use the feature."),
    "value_name_is_missing": _l("Say which value of which feature you add."),
    "column_is_missing": _l("The file has no column “%(column)s”. It needs: feature, value, min, max – or feature, value, percent."),
    "cell_is_blank": _l("Row %(row)s: “%(column)s” is blank."),
    "cell_is_no_number": _l("Row %(row)s: “%(value)s” is not a number that fits here."),
    "bound_min": _l("%(feature)s, %(value)s: at least %(number)s seats. In the pool: %(available)s."),
    "bound_max": _l("%(feature)s, %(value)s: at most %(number)s seats. In the pool: %(available)s."),
    "bound_households": _l("No two people of one address may be drawn."),
}
