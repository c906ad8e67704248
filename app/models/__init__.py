"""The tables, one file per noun; importing this package makes them all known to the base."""
from app.models.access_links import AccessLink
from app.models.agenda import AgendaItem, AgendaSession
from app.models.ballots import Ballot, BallotItem, BallotVoter
from app.models.base import Base
from app.models.credentials import Credential, CredentialKind, FailedAttempt
from app.models.dissents import Dissent
from app.models.documents import Document, DocumentContent
from app.models.draws import DiceEntry, Draw, SeatOffer, Ticket
from app.models.floor import FloorRequest
from app.models.jobs import Job
from app.models.juries import Charge, Jury, StageChange
from app.models.memberships import Approval, Membership, Witness
from app.models.messages import Message
from app.models.people import Person
from app.models.pools import PoolFreeze, PoolUpload, Registrant
from app.models.proposals import Proposal, ProposalEvidence, ProposalVersion
from app.models.questions import Question, QuestionSupport
from app.models.quotas import Feature, FeatureValue
from app.models.records import RecordEntry
from app.models.recruitment import (
    Address,
    AddressUpload,
    Letter,
    LetterDiceEntry,
    LetterDraw,
    LetterFile,
    LetterPlan,
    LetterWave,
)
from app.models.rooms import Presence, Room, RoomEvent
from app.models.sign_ins import SignIn
from app.models.statements import Statement
from app.models.verdicts import Reply, Verdict

__all__ = [
    "AccessLink", "Address", "AddressUpload", "AgendaItem", "AgendaSession", "Approval", "Ballot", "BallotItem",
    "BallotVoter", "Base", "Charge", "Credential", "CredentialKind", "DiceEntry", "Dissent", "Document",
    "DocumentContent", "Draw", "FailedAttempt", "Feature", "FeatureValue", "FloorRequest", "Job", "Jury", "Letter",
    "LetterDiceEntry", "LetterDraw", "LetterFile", "LetterPlan", "LetterWave", "Membership", "Message", "Person",
    "PoolFreeze", "PoolUpload", "Presence", "Proposal", "ProposalEvidence", "ProposalVersion", "Question",
    "QuestionSupport", "RecordEntry", "Registrant", "Reply", "Room", "RoomEvent", "SeatOffer", "SignIn",
    "StageChange", "Statement", "Ticket", "Verdict", "Witness",
]
