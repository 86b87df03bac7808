"""HTML to PDF, in a process of its own: bounded in memory and computing time, tagged, fonts embedded.

Text that people typed decides how long a page takes, so the work is done where it can be stopped from outside. The child reads
a job from its standard input and writes the PDF to its output; it knows neither Django nor the database, and opens nothing
but the project's own stylesheets and fonts. It lets pages that people wait for go first.
"""

import gc
import io
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
ADDRESS = "http://static.invalid/"  # stands for the static folder; nothing is ever asked of a network
MOST_MEMORY = 1024**3  # bytes of address space
MOST_SECONDS = 120  # of computing, by whatever else the machine does
MOST_WAIT = 30 * 60  # seconds on the clock: the last resort, for a press that stands still
STILL_AT_IT = 30  # seconds between two signs of life
NICE = 19
UNIVERSAL, ARCHIVAL = "pdf/ua-1", "pdf/a-3a"
TIME, MEMORY, BUSY, CANCELLED, FAULT = "time", "memory", "busy", "cancelled", "fault"  # causes of NotPrinted
KINDS = {".css": "text/css", ".woff2": "font/woff2"}


class NotPrinted(Exception):
    """The PDF was not made; says what the child said, and as `cause` why."""

    def __init__(self, said: str, cause: str = FAULT) -> None:
        super().__init__(said)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is to be printed; `attached` is a JSON text that goes along in an archive, dated `at` (ISO 8601)."""

    html: str
    identifier: str
    variant: str = UNIVERSAL
    attached: str = ""
    at: str = ""


def print_apart(job: PrintJob, still_wanted: Callable[[], bool] = lambda: True) -> Pdf:
    """The PDF of a job; equal jobs give equal bytes. Raises NotPrinted.

    `still_wanted` is asked every half minute while the press works, however busy the machine is.
    """
    command = [sys.executable, "-m", "assessments.reports.pdf", str(MOST_SECONDS), str(MOST_MEMORY)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe) as child:  # noqa: S603 - our own module
        try:
            printed, said = _wait(child, json.dumps(asdict(job)).encode(), still_wanted)
        finally:
            child.kill()
    if child.returncode:
        told = said.decode(errors="replace")[-2000:] or f"ended with {child.returncode}"
        raise NotPrinted(told, _cause(child.returncode, told))
    pages, _, content = printed.partition(b"\n")
    return Pdf(content, int(pages))


def _wait(child: subprocess.Popen[bytes], job: bytes, still_wanted: Callable[[], bool]) -> tuple[bytes, bytes]:
    until = time.monotonic() + MOST_WAIT
    given: bytes | None = job
    while True:
        try:
            return child.communicate(given, timeout=STILL_AT_IT)
        except subprocess.TimeoutExpired:
            given = None  # a second call goes on where the first one stopped
        if not still_wanted():
            raise NotPrinted("cancelled", CANCELLED)
        if time.monotonic() > until:
            raise NotPrinted(f"not finished after {MOST_WAIT} seconds on the clock", BUSY)


def _cause(ended: int, said: str) -> str:
    if ended in {-signal.SIGXCPU, -signal.SIGKILL}:
        return TIME if ended == -signal.SIGXCPU else MEMORY  # a kernel short of memory kills
    return MEMORY if "MemoryError" in said or "failed to allocate" in said else FAULT


def render(job: PrintJob) -> Pdf:
    """Lay out and write the document in this process."""
    import weasyprint  # noqa: PLC0415 - takes a second to load, and only here

    class OwnFilesOnly(weasyprint.URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Opens addresses that stand for files in the project's static folder, and refuses everything else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> weasyprint.urls.URLFetcherResponse:  # noqa: ARG002
            path = (STATIC / url.removeprefix(ADDRESS)).resolve()
            if not url.startswith(ADDRESS) or not path.is_relative_to(STATIC) or path.suffix not in KINDS:
                raise weasyprint.urls.FatalURLFetchingError(f"refused: {url}")
            return weasyprint.urls.URLFetcherResponse(
                url, body=path.read_bytes(), headers={"Content-Type": KINDS[path.suffix]}
            )

    html = weasyprint.HTML(string=job.html, base_url=ADDRESS, url_fetcher=OwnFilesOnly())
    document = html.render(pdf_variant=job.variant)
    target = io.BytesIO()
    document.write_pdf(
        target,
        pdf_variant=job.variant,
        pdf_identifier=job.identifier.encode(),
        presentational_hints=False,
        attachments=[_attachment(job)] if job.attached else None,
        finisher=_name_each_attachment_once,
    )
    return Pdf(target.getvalue(), len(document.pages))


def _attachment(job: PrintJob) -> Any:
    import weasyprint  # noqa: PLC0415

    at = datetime.fromisoformat(job.at)
    return weasyprint.Attachment(
        string=job.attached,
        name="scorecard.json",
        description="The figures of this report",
        created=at,
        modified=at,
        relationship="Data",
    )


def _name_each_attachment_once(_document: Any, pdf: Any) -> None:
    """WeasyPrint 70 lists attachments of archives twice."""
    if "AF" in pdf.catalog:
        kept = list(dict.fromkeys(pdf.catalog["AF"]))
        pdf.catalog["AF"].clear()
        pdf.catalog["AF"].extend(kept)


def main() -> None:
    """The child's work: bounds first."""
    seconds, memory = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    os.nice(NICE)
    gc.disable()  # the process ends with its one document: looking for circles cost a sixth of the time
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    pdf = render(PrintJob(**json.load(sys.stdin)))
    sys.stdout.buffer.write(f"{pdf.pages}\n".encode() + pdf.content)


if __name__ == "__main__":
    main()
