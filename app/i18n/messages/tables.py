"""Sentences of the small tables."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "table_is_not_yours": _l("You do not sit at this table now. “My table” leads to your place."),
    "table_round_is_over": _l("This round of small tables is over. Everybody is back in the plenary."),
    "table_is_gone": _l("There is no such table in this round."),
    "table_round_runs": _l("A round of small tables is running already."),
    "no_round_runs": _l("No round of small tables is running now."),
    "no_round_is_planned": _l("No round is planned. Plan the tables first."),
    "tables_item_is_not_running": _l("Begin the item “small tables” of the agenda first."),
    "too_few_for_tables": _l("For small tables at least %(least)s people must be here."),
    "tables_out_of_range": _l("Possible are 1 to %(rounds)s rounds of up to %(minutes)s minutes, with %(least)s to %(most)s people at a table."),
    "seating_wishes_contradict": _l("The wishes for the seating cannot all be kept: more people are to sit together than fit at one table, or the same people are to sit together and apart. Remove one of the wishes."),
    "wish_needs_two_jurors": _l("Choose two different jurors of this jury."),
    "seating_wish_is_gone": _l("This wish has been removed already."),
    "juror_is_not_seated": _l("This person does not sit at this table."),
    "juror_sits_there": _l("This person sits at that table already."),
    "facilitator_is_called": _l("The facilitator has been called already and will come."),
    "call_is_answered": _l("This call has been answered already."),
    "table_note_was_edited": _l("Somebody has saved another text of the note meanwhile. Both texts are shown: put together what belongs together, then save."),
    "table_note_is_too_long": _l("The note has %(length)s characters; %(maximum)s are possible."),
    "no_point_is_chosen": _l("Choose at least one point."),
    "group_has_no_title": _l("Say in a sentence what these points have in common."),
    "group_is_published": _l("This group has been carried into the plenary already and is not changed any more."),
    "group_is_gone": _l("This group does not exist any more."),
    "witnesses_are_present": _l("Experts are in the room now. Results of the tables are told when the jury is among itself."),
}
