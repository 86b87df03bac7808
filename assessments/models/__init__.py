"""What a donor writes about a country: the assessment and everything that hangs on it."""

from assessments.models.actions import Action, ActionProgress
from assessments.models.assessment import Assessment, EarlierReference
from assessments.models.assignment import Assignment
from assessments.models.attachment import Attachment
from assessments.models.audience import AudienceRule
from assessments.models.context import Actor, Consultation, Context, Risk
from assessments.models.event import Event, OpenPart
from assessments.models.evidence import Evidence, EvidenceLink
from assessments.models.goals import Goal, GoalActivity, GoalInstitution, Indicator, Priority
from assessments.models.presence import Presence
from assessments.models.programme import Assumption, Programme, ProgrammeActivity
from assessments.models.rating import Rating
from assessments.models.report import Bundle, BundleItem, CombinedReport, CombinedReportItem, Report
from assessments.models.review import Comment, Reply, ReviewMark
from assessments.models.sample_report import SampleReport
from assessments.models.share import Share, ShareSeen
from assessments.models.stamp import Stamp
from assessments.models.stored_figures import StoredFigures
from assessments.models.version_move import LeftBehind, VersionMove

__all__ = [
    "Action",
    "ActionProgress",
    "Actor",
    "Assessment",
    "Assignment",
    "Assumption",
    "Attachment",
    "AudienceRule",
    "Bundle",
    "BundleItem",
    "Comment",
    "Consultation",
    "Context",
    "EarlierReference",
    "Event",
    "Evidence",
    "EvidenceLink",
    "Goal",
    "GoalActivity",
    "GoalInstitution",
    "Indicator",
    "LeftBehind",
    "OpenPart",
    "CombinedReport",
    "CombinedReportItem",
    "Presence",
    "Priority",
    "Programme",
    "ProgrammeActivity",
    "Rating",
    "Reply",
    "Report",
    "ReviewMark",
    "Risk",
    "SampleReport",
    "Share",
    "ShareSeen",
    "Stamp",
    "StoredFigures",
    "VersionMove",
]
