"""Who may open what: every view carries a mark, and what is not marked is closed to everybody."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_babel import gettext
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.domain.errors import Forbidden
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.extensions import db, login_manager
from app.installation import current_settings, utc_now
from app.models import Jury, Person, SignIn
from app.services.accounts import actors, second_factors, sign_ins
from app.transaction import transaction
from app.web.alike import begin as begin_alike

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """The mark: `public`, `signed_in`, `staff`, or `member` of the jury named by `slug` in the address."""

    kind: str
    roles: tuple[Role, ...] = ()
    fresh_for: timedelta | None = None
    is_alike: bool = False  # the same answer for everybody: no session is read


def _mark(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by `_guard` and by tests/rules
        return view
    return decorate


def public(view: View) -> View:
    """Open to everybody, without an account."""
    return _mark(Access("public"))(view)


def alike(view: View) -> View:
    """Open to everybody, and the same for everybody, so that any cache may keep it. A draft is not there."""
    return _mark(Access("public", is_alike=True))(view)


def signed_in(view: View) -> View:
    """Open to anybody with an account."""
    return _mark(Access("signed_in"))(view)


def staff(view: View) -> View:
    """Open to staff, who may create juries."""
    return _mark(Access("staff"))(view)


def member(*roles: Role, fresh: bool = False, fresh_for: timedelta | None = None) -> Callable[[View], View]:
    """Open to members of this jury with one of `roles` (none given: any role).

    `fresh` asks for a sign-in of the last five minutes, `fresh_for` of another time.
    """
    return _mark(Access("member", roles, sign_ins.FRESH_FOR if fresh else fresh_for))


class SignedIn(UserMixin):
    """What Flask-Login keeps of a person: the session row; its token is the cookie's identity."""

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in, self.token = sign_in, token

    @property
    def person(self) -> Person:
        return self.sign_in.person

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def _load(token: str) -> SignedIn | None:
    now = utc_now()
    found = sign_ins.find_session(db.session(), token, now=now)
    if found is None:
        return None
    if now - found.last_seen_at > sign_ins.SEEN_EVERY:
        sign_in_id = found.id
        with transaction() as store:
            row = store.get(SignIn, sign_in_id)
            if row is not None:
                row.last_seen_at = now
        found = sign_ins.find_session(db.session(), token, now=now)
    return SignedIn(found, token) if found else None


def remember(token: str) -> None:
    """Put a new session into the cookie; whatever was there before is dropped."""
    session.clear()
    found = sign_ins.find_session(db.session(), token, now=utc_now())
    if found is not None:
        session.permanent = True
        login_user(SignedIn(found, token))


def forget() -> None:
    logout_user()
    session.clear()


def current_person() -> Person | None:
    return current_user.person if current_user.is_authenticated else None


def reach() -> list[int] | None:
    """The juries to which this session is bound; None: not bound."""
    return current_user.sign_in.jury_ids if current_user.is_authenticated else None


def actor() -> Actor:
    """Who is acting in this request."""
    found: Actor = g.actor
    return found


def jury() -> Jury:
    """The jury named in the address, as it is in the database now."""
    found: Jury = g.jury
    return found


def init_app(app: Flask) -> None:
    login_manager.session_protection = None  # the session row is the protection; phones change networks
    app.before_request(_refuse_foreign)
    app.before_request(_guard)


def _refuse_foreign() -> None:
    """An unsafe method from another site is refused, whatever token it carries."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in {"GET", "HEAD", "OPTIONS"} and site not in {"same-origin", "none"}:
        raise Forbidden("request_is_foreign")


def _guard() -> Response | None:
    view = current_app.view_functions.get(request.endpoint or "")
    access: Access | None = getattr(view, "access", None)
    g.jury, g.actor = None, Actor(person_id=None)
    if view is None:
        return None  # no such page: the router answers
    if access is None:
        abort(404)
    if access.is_alike:
        return _admit_anybody()
    return _admit(access)


def _admit_anybody() -> Response | None:
    begin_alike()
    slug = (request.view_args or {}).get("slug")
    if slug is not None:
        g.jury = db.session.scalars(select(Jury).where(Jury.slug == slug, Jury.stage != Stage.DRAFT)).first()
        if g.jury is None:
            abort(404)
    return None


def _admit(access: Access) -> Response | None:
    person = current_person()
    slug = (request.view_args or {}).get("slug")
    if slug is not None:
        g.jury = db.session.scalars(select(Jury).where(Jury.slug == slug)).first()
    g.actor = actors.actor_for(db.session(), person, g.jury.id if g.jury else None, within=reach())
    if access.kind == "public":
        return abort(404) if slug is not None and g.jury is None else None
    if person is None:
        return _ask_to_sign_in()
    return _admit_person(access)


def _admit_person(access: Access) -> Response | None:
    if access.kind == "staff" and not g.actor.is_staff:
        raise Forbidden("role_is_missing")
    if access.kind == "member":
        if g.jury is None or not g.actor.roles:
            abort(404)  # an outsider does not learn whether the page exists
        if access.roles and not g.actor.has(*access.roles):
            raise Forbidden("role_is_missing")
    if access.kind != "signed_in" and _lacks_second_factor():
        return redirect(url_for("second_factor.set_up", next=_return_address()))
    if access.fresh_for and not sign_ins.is_fresh(current_user.sign_in, now=utc_now(), within=_limit(access.fresh_for)):
        flash(gettext("Before this step, please confirm that it is you. Then press the button again."))
        return redirect(url_for("confirmations.confirm", next=_return_address()))
    return None


def _limit(fresh_for: timedelta) -> timedelta:
    """Whoever is in the middle of a form on several pages may end it: choices must not be lost between two of them."""
    is_long = fresh_for > sign_ins.FRESH_FOR and request.method == "POST"
    return 2 * fresh_for if is_long else fresh_for


def _lacks_second_factor() -> bool:
    """Whether this installation asks organizers for a second factor and this one has not set it up."""
    is_asked = current_settings().requires_second_factor and (g.actor.is_staff or g.actor.has(Role.ORGANIZER))
    return is_asked and not second_factors.has_second_factor(db.session(), current_user.person.id)


def _ask_to_sign_in() -> Response:
    return redirect(url_for("sign_in.sign_in", next=_return_address()))


def _return_address() -> str:
    """Where to go on afterwards: this page, or the page whose form was sent."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return request.form.get("return_to", "") or url_for("home.index")
