"""The tables, one file per noun; importing this package makes them all known to the base."""
from app.models.access_links import AccessLink
from app.models.agenda import AgendaItem, AgendaSession
from app.models.approvals import ListDecision, ObjectionAnswer, ReviewedList
from app.models.ballots import Ballot, BallotItem, BallotVoter
from app.models.base import Base
from app.models.calendars import CalendarEvent
from app.models.claims import Claim, ClaimLink, ClaimTrust, EvidenceLink
from app.models.clauses import Amendment, AmendmentSupport, ConsensusAnswer, Draft, DraftChange, Scribe
from app.models.credentials import Credential, CredentialKind, FailedAttempt
from app.models.dissents import Dissent, DissentDeadline, DissentSignature
from app.models.documents import Document, DocumentContent, DocumentParagraph, ParagraphMark, ParagraphNote
from app.models.draft_reviews import CommentVote, DraftReview, ReviewClause, ReviewComment
from app.models.draws import DiceEntry, Draw, DrawApproval, DroppedDice, SeatOffer, Ticket
from app.models.feasibility import FeasibilityAnswer
from app.models.floor import FloorRequest
from app.models.hearings import HearingException, HearingMaterial, RightOfReply
from app.models.integrity import RecordCheckpoint, Signature, SigningKey, TimestampToken
from app.models.jobs import Job
from app.models.juries import Charge, Jury, StageChange
from app.models.jury_topics import JuryTopic
from app.models.memberships import Approval, Membership, Witness
from app.models.messages import LetterParagraph, Message, MessageSetting, SilencedAddress
from app.models.milestones import Milestone, MilestoneReport
from app.models.moderation import Appeal, ConductAgreement, ConductCode, ModerationAction, Report
from app.models.nudges import Nudge
from app.models.opinions import Opinion, OpinionAnswer, OpinionMap, OpinionRound
from app.models.parked_topics import ParkedTopic
from app.models.people import Person
from app.models.phone_voices import PhoneVoice
from app.models.pool_desk import PoolDecision, PoolDecisionMember, PoolRetention, RegistrantChange
from app.models.pools import PoolFreeze, PoolUpload, Registrant
from app.models.population_tables import PopulationTable
from app.models.practice_ballots import PracticeBallot, PracticeVoter
from app.models.proposals import Proposal, ProposalEvidence, ProposalVersion
from app.models.question_slates import QuestionSlate, SlateLine
from app.models.questions import Question, QuestionAnswer, QuestionMerge, QuestionSupport
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
from app.models.registrations import RegistrantLink, RegistrationDraft, RegistrationQuestion, RegistrationTerms
from app.models.replies import (
    PublicFile,
    PublicFileContent,
    RatingRoll,
    Reply,
    ReplyExtension,
    ReplyFile,
    ReplyLetter,
    ReplyRating,
)
from app.models.room_overrides import RoomOverride
from app.models.rooms import Presence, Room, RoomEvent
from app.models.search_entries import SearchEntry, SearchMark
from app.models.seats import NameView, Reserve, SeatCutoff, SeatNeeds, Stipend
from app.models.second_factors import OneTimeCode, RecoveryCode, TotpSecret
from app.models.short_links import ShortLink
from app.models.sign_ins import SignIn
from app.models.sign_offs import SignOff, SignOffRound
from app.models.statements import Statement
from app.models.subscriptions import Subscription, ToldNews
from app.models.suggestions import AdviceBody, StatementTerms, Submission, SubmissionAppeal
from app.models.surveys import Survey, SurveyRoll
from app.models.tables import (
    PointGroup,
    SeatingWish,
    SmallTable,
    TableCall,
    TableNote,
    TablePoint,
    TableRound,
    TableSeat,
    TableVisit,
)
from app.models.target_previews import TargetPreview
from app.models.timelines import StepPlan
from app.models.verdicts import Verdict

__all__ = [
    "AccessLink", "Address", "AddressUpload", "AdviceBody", "AgendaItem", "AgendaSession", "Amendment",
    "AmendmentSupport", "Appeal", "Approval", "Ballot", "BallotItem", "BallotVoter", "Base", "CalendarEvent", "Charge",
    "Claim", "ClaimLink", "ClaimTrust", "CommentVote", "ConductAgreement", "ConductCode", "ConsensusAnswer",
    "Credential", "CredentialKind", "DiceEntry", "Dissent", "DissentDeadline", "DissentSignature", "Document",
    "DocumentContent", "DocumentParagraph", "Draft", "DraftChange", "DraftReview", "Draw", "DrawApproval",
    "DroppedDice", "EvidenceLink", "FailedAttempt", "FeasibilityAnswer", "Feature", "FeatureValue", "FloorRequest",
    "HearingException", "HearingMaterial", "Job", "Jury", "JuryTopic", "Letter", "LetterDiceEntry", "LetterDraw",
    "LetterFile", "LetterParagraph", "LetterPlan", "LetterWave", "ListDecision", "Membership", "Message",
    "MessageSetting", "Milestone", "MilestoneReport", "ModerationAction", "NameView", "Nudge", "ObjectionAnswer",
    "OneTimeCode", "Opinion", "OpinionAnswer", "OpinionMap", "OpinionRound", "ParagraphMark", "ParagraphNote",
    "ParkedTopic", "Person", "PhoneVoice", "PointGroup", "PoolDecision", "PoolDecisionMember", "PoolFreeze",
    "PoolRetention", "PoolUpload", "PopulationTable", "PracticeBallot", "PracticeVoter", "Presence", "Proposal",
    "ProposalEvidence", "ProposalVersion", "PublicFile", "PublicFileContent", "Question", "QuestionAnswer",
    "QuestionMerge", "QuestionSlate", "QuestionSupport", "RatingRoll", "RecordCheckpoint", "RecordEntry",
    "RecoveryCode", "Registrant", "RegistrantChange", "RegistrantLink", "RegistrationDraft", "RegistrationQuestion",
    "RegistrationTerms", "Reply", "ReplyExtension", "ReplyFile", "ReplyLetter", "ReplyRating", "Report", "Reserve",
    "ReviewClause", "ReviewComment", "ReviewedList", "RightOfReply", "Room", "RoomEvent", "RoomOverride", "Scribe",
    "SearchEntry", "SearchMark", "SeatCutoff", "SeatNeeds", "SeatOffer", "SeatingWish", "ShortLink", "SignIn",
    "SignOff", "SignOffRound", "Signature", "SigningKey", "SilencedAddress", "SlateLine", "SmallTable", "StageChange",
    "Statement", "StatementTerms", "StepPlan", "Stipend", "Submission", "SubmissionAppeal", "Subscription", "Survey",
    "SurveyRoll", "TableCall", "TableNote", "TablePoint", "TableRound", "TableSeat", "TableVisit", "TargetPreview",
    "Ticket", "TimestampToken", "ToldNews", "TotpSecret", "Verdict", "Witness",
]
