"""Looking a ticket up on the server, for browsers without scripts: by POST, so that the number stands in no address."""
from __future__ import annotations

from flask import Blueprint, render_template
from flask.wrappers import Response
from werkzeug.wrappers import Response as AnyResponse

from app.extensions import csrf
from app.forms.draws import TicketForm
from app.web.access import jury, public
from app.web.draw import draw_pages
from app.web.draw.draws import published_draw

blueprint = Blueprint("draw_tickets", __name__, url_prefix="/juries/<slug>/draw/<int:number>/ticket")
csrf.exempt(blueprint)  # readers have no session, and nothing is changed; see app/forms/open_forms.py


@blueprint.after_request
def keep_nowhere(response: Response) -> AnyResponse:
    """Neither the browser nor anything between keeps who asked for which ticket."""
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/", methods=["GET", "POST"])
@public
def show(slug: str, number: int) -> str:
    draw = published_draw(slug, number)
    form = TicketForm()
    is_asked = form.validate_on_submit()
    found = draw_pages.look_up(draw, form.ticket.data or "") if is_asked else None
    return render_template("draws/ticket.html", jury=jury(), draw=draw, form=form, is_asked=is_asked, ticket=found)
