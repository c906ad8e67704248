"""The pool itself: pages, exclusions, and what the draw takes."""
from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.pool_desk import PoolState
from app.domain.stages import Stage
from app.models import Registrant
from app.services import records
from app.services.pool import pool_search, pools, registrants, targets
from app.services.pool.pool_search import PoolQuery
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of


@pytest.fixture
def vault(app: Flask) -> Vault:
    return app.extensions["alqa.vault"]


def fill(session: Session, cast: Cast, vault: Vault, people: int, now: datetime) -> None:
    """People straight into the table: sex alternates, every tenth lives with the one before."""
    jury = jury_of(session, cast)
    sealed = vault.seal(jury, {"name": "Somebody"})
    session.execute(insert(Registrant), [{
        "jury_id": jury.id, "number": number, "external_id": f"p{number}",
        "household": f"h{number - (number % 10 == 0)}",
        "features": {"sex": "f" if number % 2 else "m", "age": str(number % 3)}, "contact_sealed": sealed,
        "language": "kk", "registered_at": now} for number in range(1, people + 1)])


def test_pages_hold_the_pool_in_order(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    fill(session, cast, vault, 120, now)
    jury = jury_of(session, cast)
    last = pool_search.search(session, jury, PoolQuery(), 99, vault=vault)
    assert (last.page, last.pages, last.total) == (3, 3, 120)
    assert [entry.registrant.number for entry in last.entries] == list(range(101, 121))
    assert last.entries[0].contact == {"name": "Somebody"}


def test_twenty_thousand_people_page_quickly(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    fill(session, cast, vault, 20_000, now)
    jury = jury_of(session, cast)
    began = time.perf_counter()
    page = pool_search.search(session, jury, PoolQuery(), 400, vault=vault)
    counts = pools.count_pool(session, jury)
    assert time.perf_counter() - began < 3  # on a loaded machine; about 0.3 s on a quiet one
    assert page.entries[-1].registrant.number == 20_000
    assert (counts.people, counts.households) == (20_000, 2_000)


def test_an_excluded_person_is_not_drawn_until_readmitted(session: Session, cast: Cast, vault: Vault,
                                                          now: datetime) -> None:
    fill(session, cast, vault, 30, now)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="exclusion_reason_is_missing"):
        registrants.exclude(session, jury, 3, " ", vault=vault, actor=organizer, now=now)
    registrants.exclude(session, jury, 3, "Works for the akimat", vault=vault, actor=organizer, now=now)
    with pytest.raises(Conflict, match="already_excluded"):
        registrants.exclude(session, jury, 3, "again", vault=vault, actor=organizer, now=now)
    assert "3" not in [str(row) for row in pools.sortition_pool(session, jury, ["sex"]).rows]
    assert len(pools.sortition_pool(session, jury, ["sex"]).ids) == pools.count_pool(session, jury).people == 29
    assert pool_search.search(session, jury, PoolQuery(state=PoolState.EXCLUDED), vault=vault).total == 1
    entry = records.entries_of(session, jury.id)[-1]
    assert (entry.kind, entry.data) == ("registrant_excluded", {"people": 29})  # neither who nor why
    registrants.readmit(session, jury, 3, vault=vault, actor=organizer, now=now)
    assert len(pools.sortition_pool(session, jury, ["sex"]).ids) == 30


def test_nobody_else_and_nobody_later_excludes(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    fill(session, cast, vault, 3, now)
    jury = jury_of(session, cast)
    for who in ("juror", "overseer", "outsider"):
        with pytest.raises(Forbidden):
            registrants.exclude(session, jury, 1, "x", vault=vault, actor=actor(session, cast, who), now=now)
    organizer = actor(session, cast, "organizer")
    with pytest.raises(NotFound, match="registrant_is_unknown"):
        registrants.exclude(session, jury, 99, "x", vault=vault, actor=organizer, now=now)
    jury.stage = Stage.DRAW
    session.flush()
    with pytest.raises(Conflict, match="pool_is_frozen"):
        registrants.exclude(session, jury, 1, "x", vault=vault, actor=organizer, now=now)


def test_the_draw_takes_features_with_targets_and_households(session: Session, cast: Cast, vault: Vault,
                                                             now: datetime) -> None:
    fill(session, cast, vault, 40, now)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="targets_are_missing"):
        pools.sortition_pool(session, jury)
    wanted = FeatureTarget("sex", (ValueTarget("f", 8, 12), ValueTarget("m", 8, 12)))
    targets.save_targets(session, jury, [wanted], actor=organizer, now=now + timedelta(seconds=1))
    pool = pools.sortition_pool(session, jury)
    assert (pool.features, pool.values[0]) == (("sex",), ("f",))
    assert pool.households[8] == pool.households[9] == "h9"
    assert len(pool.codes(targets.sortition_quotas(session, jury))) == 40


def test_the_hash_depends_on_people_and_not_on_their_order(session: Session, cast: Cast, vault: Vault,
                                                           now: datetime) -> None:
    fill(session, cast, vault, 12, now)
    pool = pools.sortition_pool(session, jury_of(session, cast), ["sex", "age"])
    turned = replace(pool, ids=pool.ids[::-1], values=pool.values[::-1], households=pool.households[::-1])
    changed = replace(pool, values=(("m", "0"), *pool.values[1:]))
    assert pools.pool_hash(pool) == pools.pool_hash(turned) != pools.pool_hash(changed)
    frozen = pools.freeze_pool(session, jury_of(session, cast), len(pool.ids), pools.pool_hash(pool), now=now)
    assert (frozen.people, frozen.sha256) == (12, pools.pool_hash(pool))
    assert records.entries_of(session, cast.jury_id)[-1].data == {"people": 12, "sha256": frozen.sha256}
