"""The shipped framework: counts, completeness, and that no two descriptions are alike."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from frameworks import models, queries
from frameworks.domain import file_writer, publishing
from tests.conftest import FIXTURE

pytestmark = pytest.mark.django_db


def test_framework_has_every_piece(framework: models.Framework) -> None:
    counts = {
        name: getattr(framework, name).count()
        for name in (
            "pillars",
            "institutions",
            "characteristics",
            "fields",
            "activities",
            "considerations",
            "recommendations",
            "scales",
            "criteria",
        )
    }
    assert counts == {
        "pillars": 2,
        "institutions": 9,
        "characteristics": 4,
        "fields": 4,
        "activities": 9,
        "considerations": 7,
        "recommendations": 7,
        "scales": 5,
        "criteria": 68,
    }
    assert models.ScaleLevel.objects.filter(scale__framework=framework).count() == 25


def test_framework_has_the_criteria_of_each_part(framework: models.Framework) -> None:
    parts = Counter(framework.criteria.values_list("part", flat=True))
    assert parts == {"governance": 36, "need": 9, "contribution": 9, "practice": 7, "policy": 7}


def test_framework_is_complete(framework: models.Framework) -> None:
    assert publishing.faults(framework) == []


def test_every_criterion_can_be_scored_from_its_page(framework: models.Framework) -> None:
    for criterion in queries.framework_value(framework).criteria:
        assert 2 <= len(criterion.questions) <= 5, criterion.key
        assert len(criterion.levels) == 5, criterion.key
        assert all(len(level.description) > 20 for level in criterion.levels), criterion.key
        assert len(criterion.text) > 40, criterion.key


def test_every_item_names_its_source(framework: models.Framework) -> None:
    for model in (models.Pillar, models.Institution, models.Characteristic, models.Field, models.Activity):
        assert not model.objects.filter(framework=framework, source="").exists()
    assert not framework.criteria.filter(source="").exists()


def test_no_two_level_descriptions_are_alike(framework: models.Framework) -> None:
    texts = list(models.LevelDescription.objects.filter(criterion__framework=framework).values_list("text", flat=True))
    assert len(texts) == len(set(texts)) == 340
    words = [(text, text.lower().split()) for text in texts]
    alike = [
        (first[0], second[0])
        for first, second in combinations(words, 2)
        if (matcher := SequenceMatcher(None, first[1], second[1], autojunk=False)).real_quick_ratio() > 0.6
        and matcher.quick_ratio() > 0.6
        and matcher.ratio() > 0.6
    ]
    assert alike == []


def test_no_two_questions_of_different_criteria_of_a_part_are_the_same(framework: models.Framework) -> None:
    asked = Counter(
        models.GuidingQuestion.objects.filter(criterion__framework=framework).values_list("criterion__part", "text")
    )
    assert [key for key, count in asked.items() if count > 1] == []


def test_loading_twice_changes_nothing(framework: models.Framework) -> None:
    before = file_writer.as_yaml(framework)
    call_command("load_framework", str(FIXTURE), verbosity=0)
    assert models.Framework.objects.count() == 1
    assert file_writer.as_yaml(framework) == before


def test_shipped_file_is_what_the_exporter_writes(framework: models.Framework) -> None:
    assert file_writer.as_yaml(framework) == FIXTURE.read_text(encoding="utf-8")


def test_other_text_under_the_same_version_is_refused(framework: models.Framework, tmp_path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(FIXTURE.read_text(encoding="utf-8").replace("Armed forces", "Army", 1), encoding="utf-8")
    with pytest.raises(ValidationError, match="with another text"):
        file_writer.load(changed)


def test_natural_keys_find_their_rows(framework: models.Framework) -> None:
    criterion = framework.criteria.get(part="need", code="F1b")
    assert criterion.natural_key() == ("oecd-ssr", 1, "need", "F1b")
    assert models.Criterion.objects.get_by_natural_key(*criterion.natural_key()) == criterion
    institution = framework.institutions.get(code="I5")
    assert models.Institution.objects.get_by_natural_key(*institution.natural_key()) == institution


def test_value_is_read_in_two_queries(framework: models.Framework, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        queries.framework_value(framework)
    with django_assert_num_queries(0):
        queries.framework_value(framework)
