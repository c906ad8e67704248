"""The form by which staff store a table of the population for every jury."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.services.pool.population_tables import TableFrame


class PopulationTableForm(FlaskForm):
    place = StringField(_l("Country, region or town"), [InputRequired(_l("Say whose population it is.")), Length(max=120)])
    first = StringField(_l("What the table counts by"), [InputRequired(_l("Say what the table counts by, for instance age.")), Length(max=80)],
                        description=_l("For instance: age."))
    second = StringField(_l("And by"), [Optional(), Length(max=80)],
                         description=_l("Only for a table that crosses two features, with titles above its columns."))
    source = StringField(_l("Who published it, and under which title"), [InputRequired(_l("Name the source: readers must be able to find the numbers.")), Length(max=300)])
    source_url = StringField(_l("Address of the source"), [Optional(), Length(max=500), Regexp(r"^https?://\S+$", message=_l("The address begins with https://."))],
                             render_kw={"type": "url"})
    as_of = StringField(_l("Date of the numbers"), [InputRequired(_l("Say of which day or year the numbers are.")), Length(max=40)],
                        description=_l("As published, for instance 1 January 2026."))
    licence = StringField(_l("Terms of use"), [Optional(), Length(max=200)])
    text = TextAreaField(_l("Rows of the table"), [InputRequired(_l("Paste the rows of the table.")), Length(max=60_000)],
                         render_kw={"rows": 10, "spellcheck": "false"},
                         description=_l("Copy the cells in the spreadsheet and paste them here. Rows and columns with sums are recognised and left out."))

    def frame(self) -> TableFrame:
        names = [name for name in ((self.first.data or "").strip(), (self.second.data or "").strip()) if name]
        return TableFrame(self.place.data.strip(), tuple(names), self.source.data.strip(),
                          (self.source_url.data or "").strip(), self.as_of.data.strip(),
                          (self.licence.data or "").strip())
