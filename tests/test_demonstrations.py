"""What is invented says so, wherever it stands, and is in no figure with what is real (docs/domain.md §5)."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.http import Http404, QueryDict
from django.test import override_settings
from django.urls import reverse

from assessments import access, models, scorecard, tasks
from assessments.domain import assessments
from assessments.generation import bundles, combined
from assessments.generation import tasks as generation
from assessments.generation.kinds import KINDS
from assessments.queries import comparison, country, portfolio, portfolio_tables
from assessments.queries.portfolio import Wanted
from assessments.reports import combined as sheets
from assessments.reports import country as report
from assessments.reports import fingerprints
from assessments.reports.outline import Outline
from assessments.reports.scorecard_json import scorecard_json
from tests import acting
from tests.conftest import client_of
from tests.fuzz import world
from tests.fuzz.browser import Browser, Sent, Tally
from tests.fuzz.tries import walk

WORD = "demonstration"


@pytest.fixture
def invented(approved, cast) -> models.Assessment:
    """An approved demonstration of the same donor, country and period as the real `approved`, where need is critical."""
    opened = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, is_demonstration=True)
    acting.rate_all(opened, by=cast.anna, level=4)
    opened.refresh_from_db()
    acting.submit(opened, cast, left_open={"contribution": "No programme.", "practice": "No programme."})
    acting.approve(opened, cast)
    opened.refresh_from_db()
    return opened


def names(entries) -> list[str]:
    return [each.assessment.reference for each in entries]


def test_it_stands_in_the_way_of_no_real_one_and_of_no_other_name(approved, invented) -> None:
    assert (approved.reference, invented.reference) == ("NL-BI-2014", "NL-BI-2014-2")


def test_of_one_period_there_is_one_demonstration(invented, cast) -> None:
    with pytest.raises(ValidationError, match="NL-BI-2014-2"):
        acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, is_demonstration=True)


def test_it_is_ticked_when_it_is_opened(as_anna, cast, framework) -> None:
    facts = {"organisation": cast.nl.pk, "country": "BI", "period_start": "2012-01-01", "period_end": "2014-12-31"}
    facts |= {"framework": framework.pk, "depth": "full", "currency": "EUR", "tlp": "AMBER", "source": ""}
    as_anna.post(reverse("assessment-new"), facts)
    as_anna.post(reverse("assessment-new"), facts | {"is_demonstration": "on"})
    found = models.Assessment.objects.order_by("pk").values_list("reference", "is_demonstration")
    assert list(found) == [("NL-BI-2014", False), ("NL-BI-2014-2", True)]


def test_copies_and_revisions_are_demonstrations_too(invented, as_anna, cast, framework) -> None:
    facts = {"organisation": cast.nl.pk, "country": "BI", "period_start": "2015-01-01", "period_end": "2015-12-31"}
    facts |= {"framework": framework.pk, "depth": "full", "currency": "EUR", "tlp": "AMBER", "source": invented.pk}
    as_anna.post(reverse("assessment-new"), facts)
    again = assessments.correct(invented, by=cast.anna)
    assert models.Assessment.objects.get(reference="NL-BI-2015").is_demonstration
    assert (again.is_demonstration, again.revision_number) == (True, 2)


def test_it_stays_one(cast) -> None:
    opened = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, is_demonstration=True)
    opened.is_demonstration = False
    with pytest.raises(ValidationError, match="and stays"):
        assessments.change_facts(opened, ["is_demonstration"], seen=opened.facts_revision, by=cast.anna)


def test_database_keeps_the_tick(cast) -> None:
    opened = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, is_demonstration=True)
    mine = models.Assessment.objects.filter(pk=opened.pk)
    mine.update(currency="USD")
    with pytest.raises(DatabaseError, match="a demonstration stays one"), transaction.atomic():
        mine.update(is_demonstration=False)


def test_it_is_compared_with_demonstrations_alone(approved, invented, cast) -> None:
    real = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015)
    made_up = acting.opened(cast.nl, by=cast.anna, first=2016, last=2016, is_demonstration=True)
    copied = acting.opened(cast.nl, by=cast.anna, first=2017, last=2017, is_demonstration=True, source=approved)
    before = [scorecard.build(each).earlier for each in (real, made_up, copied)]
    assert [each and each.reference for each in before] == [approved.reference, invented.reference, None]


def test_figures_of_many_show_one_kind_or_the_other(approved, invented, cast, as_anna) -> None:
    assert names(portfolio.entries(cast.anna, Wanted())) == [approved.reference]
    assert names(portfolio.entries(cast.anna, Wanted(demonstrations=True))) == [invented.reference]
    asked = Wanted(demonstrations=True, year=2014)
    assert portfolio.read_wanted(asked.written) == asked
    for name in portfolio_tables.VIEWS:
        real, made_up = (as_anna.get(reverse("portfolio", args=[name]), query) for query in ({}, {"demonstrations": 1}))
        assert (names(real.context["entries"]), names(made_up.context["entries"])) == (
            [approved.reference],
            [invented.reference],
        )
        assert "Demonstrations are in nothing that this page shows." in real.content.decode()
        assert "all or part of it is invented" in made_up.content.decode()


def test_a_country_shows_one_kind_or_the_other(approved, invented, cast) -> None:
    real = country.page(cast.anna, "BI", "Burundi")
    made_up = country.page(cast.anna, "BI", "Burundi", demonstrations=True)
    assert (names(real.entries), names(made_up.entries)) == ([approved.reference], [invented.reference])
    assert (real.others, made_up.others) == (True, True)
    assert [str(page.tables[0].rows[0][1].value) for page in (real, made_up)] == ["2.0", "4.0"]
    assert [head.title for head in made_up.tables[0].heads] == ["Institution", "NL 2012–2014 (demonstration)"]


def test_no_demonstration_stands_beside_a_real_one(approved, invented, cast, as_anna) -> None:
    pair = {"one": approved.reference, "other": invented.reference}
    with pytest.raises(Http404):
        comparison.compare(cast.anna, *pair.values())
    answer = as_anna.get(reverse("compare"), pair)
    assert answer.status_code == 422
    assert "A demonstration is compared with demonstrations only" in answer.content.decode()
    assert as_anna.get(reverse("compare-export", args=["csv"]), pair).status_code == 404


def test_pair_that_is_offered_is_of_one_kind(approved, invented, cast, as_anna) -> None:
    acting.opened(cast.nl, by=cast.anna, first=2013, last=2014, is_demonstration=True)
    offered = as_anna.get(reverse("compare")).context["form"].initial
    assert sorted(offered.values()) == ["NL-BI-2014-2", "NL-BI-2014-3"]
    one = {"one": "NL-BI-2014-3", "other": "Burundi"}
    assert as_anna.get(reverse("compare"), one).context["form"].cleaned_data["other"] == invented.reference


def test_effect_of_a_version_counts_the_real_ones(cast, framework) -> None:
    acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, is_demonstration=True)
    assert not access.open_on(framework).exists()


@pytest.mark.parametrize("outline", [Outline(), Outline(length="short")])
def test_papers_say_so(invented, approved, outline) -> None:
    for each, times in ((invented, 4), (approved, 0)):
        found = report.of(scorecard.dossier(each), outline)
        html = report.paper(found)
        parts = [
            re.search(f"(?s){start}.*?{end}", html)[0]
            for start, end in (
                ('<header class="cover">', "</header>"),
                ('<section id="summary"', "</section>"),
                ('<section id="signoff"', "</section>"),
                ('<p class="running-name">', "</p>"),
            )
        ]
        assert sum(WORD in part.lower() for part in parts) == times
        assert json.loads(scorecard_json(found))["assessment"]["demonstration"] == bool(times)


def test_fingerprint_counts_it_only_where_it_is_so(approved, invented) -> None:
    for each in (approved, invented):
        said = "is_demonstration" in fingerprints._whole(scorecard.dossier(each))["assessment"]
        assert said == each.is_demonstration
    before = fingerprints.fingerprint(scorecard.dossier(approved))
    approved.is_demonstration = True
    assert fingerprints.fingerprint(scorecard.dossier(approved)) != before


def test_files_are_called_so(invented, cast) -> None:
    made = generation.ask_for_report(invented, by=cast.anna)
    made.refresh_from_db()
    assert KINDS["report"].file_name(made) == "NL-BI-2014-2-demonstration.pdf"
    assert "NL-BI-2014-2-demonstration" in made.file.name
    bundle = bundles.ask([invented], by=cast.anna)
    generation.make_file.call("bundle", bundle.pk)
    while not models.Bundle.objects.get(pk=bundle.pk).is_ready:
        generation.make_file.call("bundle", bundle.pk)
    with models.Bundle.objects.get(pk=bundle.pk).file.open("rb") as packed, zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["NL-BI-2014-2-demonstration.pdf", "contents.txt"]


def test_papers_on_several_say_so(approved, invented, cast) -> None:
    asked = "demonstrations=1"
    for kind, query in (
        ("portfolio", asked),
        ("country", f"code=BI&{asked}"),
        ("portfolio", ""),
        ("country", "code=BI"),
    ):
        made, _new = combined.ask(kind, query, by=cast.anna)
        html = sheets.print_job_of(sheets.sheet_of(made)).html
        assert combined.make(made)
        is_one = asked in query
        assert (html.lower().count(WORD) > 2, KINDS["combined-report"].file_name(made)) == (
            is_one,
            f"{kind}-demonstration.pdf" if is_one else f"{kind}.pdf",
        )
        assert (WORD in combined.describe(made).title) == is_one
    sheet = sheets.comparison_sheet(
        cast.anna, QueryDict(f"one={invented.reference}&other={assessments.correct(invented, by=cast.anna).reference}")
    )
    assert (sheet.is_demonstration, sheet.lead.count("(demonstration)")) == (True, 2)


def test_tables_as_files_say_so(approved, invented, as_anna) -> None:
    for name, args in (("portfolio-export", ["countries", "csv"]), ("country-export", ["BI", "governance", "csv"])):
        real, made_up = (as_anna.get(reverse(name, args=args), query) for query in ({}, {"demonstrations": 1}))
        assert (WORD in real.content.decode(), WORD in real["Content-Disposition"]) == (False, False)
        assert (WORD in made_up.content.decode(), WORD in made_up["Content-Disposition"]) == (True, True)


def test_check_of_a_copy_says_so(approved, invented, cast) -> None:
    for each, said in ((invented, True), (approved, False)):
        made = generation.ask_for_report(each, by=cast.anna)
        made.refresh_from_db()
        page = client_of(cast.sofia).get(reverse("check"), {"fingerprint": made.fingerprint}).content.decode()
        assert ("This is a demonstration copy." in page, "Genuine" in page) == (said, True)


def test_mails_say_so(invented, cast) -> None:
    share = models.Share.objects.create(
        assessment=invented, organisation=cast.dda, with_evidence=False, by=cast.marieke
    )
    opened = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, is_demonstration=True)
    task = models.Assignment.objects.create(assessment=opened, part="need", person=cast.joris, given_by=cast.anna)
    mail.outbox.clear()
    tasks.tell_shared.call(share.pk)
    tasks.tell_handed.call(task.pk)
    tasks.tell.call(models.Event.objects.filter(assessment=invented, kind="approved").get().pk)
    assert mail.outbox
    for each in mail.outbox:
        assert ("(demonstration)" in each.subject, "It is a demonstration" in each.body) == (True, True)


class Rows(HTMLParser):
    """The rows of lists and tables of a page, each as its text."""

    KINDS = frozenset({"li", "tr", "option", "label", "figcaption"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.KINDS:
            self._open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.KINDS and self._open:
            self.found.append(" ".join(" ".join(self._open.pop()).split()))

    def handle_data(self, data: str) -> None:
        for row in self._open:
            row.append(data)


def unmarked(html: str, named: set[str]) -> list[str]:
    """Rows that name a demonstration without saying that it is one; on its own pages the banner says it once."""
    if 'class="case-head"' in html:
        return [] if "all or part of it is invented" in html else ["a page without its banner"]
    return [row for row in Rows(html).found if any(name in row for name in named) and WORD not in row.lower()]


@pytest.mark.same_on_any_database
def test_every_page_that_names_one_says_so(db) -> None:
    with override_settings(TASKS=world.NO_TASKS):
        world.build()
        assert set(models.Assessment.objects.values_list("is_demonstration", flat=True)) == {True}
        named = {
            name
            for each in models.Assessment.objects.select_related("organisation")
            for name in (
                each.reference,
                f"{each.country_name} {each.period}",
                f"{each.donor_short_name} {each.period}",
                f"{each.donor_name} {each.period}",
            )
        }
        browser = Browser(Tally())
        found = walk(browser)
        asked = [("Anna de Wit", f"{reverse('portfolio')}?demonstrations=1"), ("Anna de Wit", reverse("bundles"))]
        asked += [("Anna de Wit", f"{reverse('country', args=['BI'])}?demonstrations=1")]
        asked += [("Anna de Wit", f"{reverse('compare')}?one=NL-BI-2011&other=NL-BI-2014")]
        visited = [*asked, *(each for pages in found.pages.values() for each in pages)]
        wrong, met = {}, 0
        for who, address in visited:
            if address.startswith("/admin"):
                continue
            html = browser.send(Sent(who, "GET", address)).content.decode()
            met += any(name in html for name in named)
            if rows := unmarked(html, named):
                wrong[address] = rows
        browser.close()
    assert not wrong
    assert met > 60


def test_commands_list_says_so(invented) -> None:
    out = io.StringIO()
    call_command("country_report", "--list", stdout=out)
    assert [WORD in line for line in out.getvalue().splitlines()] == [False, True]
