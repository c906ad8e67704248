"""Views: parse, call one service, answer. One file per noun; what is not marked open is closed."""
from __future__ import annotations

from flask import Flask

from app.web import (
    access,
    alike,
    charges,
    compression,
    context,
    faults,
    headers,
    health,
    home,
    jobs,
    juries,
    jury_context,
    languages,
    limits,
    published,
    service_worker,
)
from app.web.accounts import account, confirmations, members, second_factor, sign_in
from app.web.discovery import embeds, feed_doors, feeds, jury_lists, oembed, places, searches, subscriptions
from app.web.drafting import amendments, consensus_checks, drafts
from app.web.draw import (
    approval_words,
    ceremonies,
    ceremony_words,
    draw_files,
    draw_proofs,
    draw_protocols,
    draw_tickets,
    draw_words,
    draws,
    panels,
    proof_words,
    protocol_words,
    reserves,
    seat_departures,
    seat_invitations,
    seat_notes,
    seats,
)
from app.web.integrity import keys, verdict_checks, well_known
from app.web.open_data import api, data_files, data_pages, linked_data
from app.web.outbox import calendars, letter_texts, messages, short_links
from app.web.oversight import approvals, timeline_places, timelines
from app.web.pool import (
    objectives,
    pool_cases,
    pool_imports,
    pool_people,
    pools,
    population_tables,
    retention,
    target_previews,
    target_words,
    targets,
)
from app.web.recruitment import addresses, letter_draws, letters, registrants, registration_desk, registrations
from app.web.replies import enclosures, milestones, ratings, replies, reply_letters, tracker, working_days
from app.web.room import (
    agenda,
    claims,
    conduct,
    connections,
    desk,
    document_texts,
    documents,
    floor,
    hearing_plans,
    hearings,
    moderation,
    nudges,
    offline_pages,
    opinions,
    parked_topics,
    phone_voices,
    question_merges,
    question_slates,
    questions,
    room_overrides,
    rooms,
    speaking_times,
    surveys,
    table_results,
    table_rounds,
    tables,
)
from app.web.suggestions import advice_bodies, public_statements, question_desk, statement_desk, suggestions
from app.web.verdict import (
    ballots,
    dissents,
    draft_reviews,
    practice_ballots,
    process_reports,
    proposals,
    public_traces,
    sign_offs,
    traces,
    verdict_papers,
    verdict_versions,
    verdicts,
)

# Addresses that stay for machines: they have no language in front.
MACHINES = (health, service_worker, well_known, data_files, api, oembed, feed_doors)
BLUEPRINTS = (
    data_pages, jury_lists, searches, feeds, subscriptions, embeds,
    home, sign_in, confirmations, account, second_factor,
    juries, charges, addresses, letters, letter_draws, pools, pool_imports, pool_people, pool_cases, retention,
    targets, target_words, target_previews, objectives,
    population_tables, members, draws, draw_files, draw_proofs, draw_tickets, draw_protocols, ceremonies, jobs,
    seats, seat_invitations, seat_departures, seat_notes, reserves, panels,
    messages, letter_texts, calendars, short_links, approvals, timelines, agenda,
    registrations, registrants, registration_desk,
    conduct, moderation,
    question_desk, advice_bodies, statement_desk, public_statements, suggestions,
    connections, desk, nudges, parked_topics, phone_voices, room_overrides, speaking_times,
    drafts, amendments, consensus_checks, opinions, surveys,
    table_rounds, tables, table_results,
    question_slates, question_merges, hearings, hearing_plans,
    rooms, floor, questions, documents, document_texts, offline_pages, claims,
    proposals, traces, public_traces, process_reports, draft_reviews, ballots, practice_ballots, dissents,
    sign_offs, verdicts,
    verdict_versions, verdict_papers, verdict_checks, keys, replies,
    enclosures, milestones, ratings, reply_letters, tracker, working_days,
)
LANGUAGE_PREFIX = "/<any(kk, ru, en):language>"


def init_app(app: Flask) -> None:
    limits.init_app(app)
    languages.init_app(app)
    access.init_app(app)
    compression.init_app(app)
    published.init_app(app, app.extensions["alqa.settings"])
    headers.init_app(app)
    faults.init_app(app)
    context.init_app(app)
    jury_context.init_app(app)
    places.init_app(app)
    messages.init_app(app)
    timeline_places.init_app(app)
    tracker.init_app(app)
    jobs.init_app(app)
    draw_words.init_app(app)
    letter_draws.init_app(app)
    target_previews.init_app(app)
    ceremony_words.init_app(app)
    approval_words.init_app(app)
    protocol_words.init_app(app)
    proof_words.init_app(app)
    alike.init_app(app)
    data_pages.init_app(app)
    linked_data.init_app(app)
    keys.init_app(app)
    for module in MACHINES:
        app.register_blueprint(module.blueprint)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint, url_prefix=LANGUAGE_PREFIX + (module.blueprint.url_prefix or ""))
