"""What one framework version consists of, in the order a person works on it."""

from frameworks.models.activities import Activity, Field
from frameworks.models.change import Change
from frameworks.models.criteria import JUDGED, SUBJECTS, Criterion, GuidingQuestion, LevelDescription
from frameworks.models.framework import Framework, Scale, ScaleLevel
from frameworks.models.guidance import Consideration, Recommendation
from frameworks.models.sector import Characteristic, Institution, Pillar
from frameworks.models.strands import Sign, Step, Strand

__all__ = [
    "JUDGED",
    "SUBJECTS",
    "Activity",
    "Change",
    "Characteristic",
    "Consideration",
    "Criterion",
    "Field",
    "Framework",
    "GuidingQuestion",
    "Institution",
    "LevelDescription",
    "Pillar",
    "Recommendation",
    "Scale",
    "ScaleLevel",
    "Sign",
    "Step",
    "Strand",
]
