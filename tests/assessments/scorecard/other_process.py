"""Another process over the same database, which answers with what it has of an assessment: for `test_memory`.

`python -m tests.assessments.scorecard.other_process DATABASE KEY`; it takes a line for each question: `read`, or `rate LEVEL`.
"""

import sys

import django


def main() -> None:
    """Answer until nobody asks any more."""
    django.setup()

    from django.db import connection  # noqa: PLC0415 - not before the applications are there

    from assessments import models, scorecard  # noqa: PLC0415
    from assessments.scorecard import memory  # noqa: PLC0415
    from tests import acting  # noqa: PLC0415

    connection.settings_dict["NAME"], pk = sys.argv[1:]
    for line in sys.stdin:
        assessment = models.Assessment.objects.get(pk=pk)
        if line.startswith("rate"):
            acting.rate(assessment.ratings.get(criterion__code="I5.G1"), int(line.split()[1]), by=assessment.opened_by)
        is_kept = memory.known(memory.state_of(assessment), frozenset()) is not None
        mean = scorecard.build(assessment).parts["governance"].exact
        sys.stdout.write(f"{'kept' if is_kept else 'made'} {mean}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
