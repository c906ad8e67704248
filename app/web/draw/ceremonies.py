"""The ceremony of the draw: one screen for the hall and for everybody at home, and the presenter's keys."""
from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.ceremonies import Scene
from app.domain.errors import DomainError
from app.domain.stages import Stage as JuryStage
from app.extensions import db
from app.forms.draws import SceneForm
from app.i18n import current_language
from app.installation import current_settings, utc_now
from app.services.draw import ceremonies
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.draw import ceremony_pages
from app.web.draw.ceremony_pages import Stage
from app.web.refusals import tell

blueprint = Blueprint("ceremonies", __name__, url_prefix="/juries/<slug>/draw")


@blueprint.get("/ceremony")
@blueprint.get("/<int:number>/ceremony")
@public
def show(slug: str, number: int | None = None) -> Response:
    """The whole screen. A presenter's has keys below; everybody else's is the same for all and needs no cookie."""
    stage = _stage(number)
    theme = _theme(request.args.get("theme"))
    form = SceneForm(formdata=None, shown=stage.scene.value, theme=theme or "") if _presents() else None
    is_counting = stage.scene is Scene.BEACON and not _is_drawn(stage)
    if form is None and not is_counting and _is_known(stage):
        return _not_modified(stage)
    values = _values(slug, number, stage)
    response = make_response(render_template("draws/ceremony.html", form=form, theme=theme, **values))
    if form is None and not is_counting:  # an old page would count down from an old moment
        return _tag(response, stage)
    return response


@blueprint.get("/ceremony/scene")
@blueprint.get("/<int:number>/ceremony/scene")
@public
def scene(slug: str, number: int | None = None) -> Response:
    """What changes on the screen, asked for again and again: mostly the answer is that nothing did."""
    stage = _stage(number)
    if _is_known(stage):
        return _not_modified(stage)
    response = make_response(render_template("draws/_scene.html", **_values(slug, number, stage)))
    return _tag(response, stage)


@blueprint.post("/<int:number>/ceremony/scene")
@member(*ceremonies.PRESENTERS)
def move(slug: str, number: int) -> Response:
    """Forward or back by one; a second press on an old page moves nothing."""
    form = SceneForm()
    try:
        with transaction() as session:
            draw = ceremony_pages.find(session, jury(), number)
            if draw is not None and ceremonies.scene_of(draw).value == form.shown.data:
                target = ceremonies.step(draw, form.move.data != "back", utc_now())
                if target is not None:
                    ceremonies.show_scene(session, jury(), draw.id, target[0], at_once=target[1], actor=actor(),
                                          now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("ceremonies.show", slug=slug, theme=_theme(form.theme.data)), 303)


def _theme(asked: str | None) -> str | None:
    """A dark hall wants a dark screen, whatever the machine at the projector prefers."""
    return asked if asked in ("dark", "light") else None


def _presents() -> bool:
    return actor().has(*ceremonies.PRESENTERS)


def _stage(number: int | None) -> Stage:
    if jury().stage is JuryStage.DRAFT and not actor().roles:
        abort(404)
    session = db.session()
    return ceremony_pages.stage_of(session, jury(), ceremony_pages.find(session, jury(), number), now=utc_now())


def _values(slug: str, number: int | None, stage: Stage) -> dict[str, object]:
    address = url_for("draw_proofs.show", slug=slug, number=stage.draw.number if stage.draw else None)
    return {"jury": jury(), "stage": stage, "number": number, "address": current_settings().base_url + address}


def _is_drawn(stage: Stage) -> bool:
    return stage.draw is not None and stage.draw.panel_number is not None


def _etag(stage: Stage) -> str:
    return f"{stage.mark}-{request.endpoint}-{current_language()}"


def _is_known(stage: Stage) -> bool:
    return request.if_none_match.contains(_etag(stage))


def _not_modified(stage: Stage) -> Response:
    return _tag(make_response("", 304), stage)


def _tag(response: Response, stage: Stage) -> Response:
    response.set_etag(_etag(stage))
    # One look a second is enough for a whole country; the page itself may be a presenter's, so it is asked for anew.
    response.headers["Cache-Control"] = "public, max-age=1" if request.endpoint == "ceremonies.scene" else "no-cache"
    return response
