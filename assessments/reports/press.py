"""HTML to PDF, in a process of its own: bounded in memory and time, tagged as PDF/UA-1, fonts embedded.

Text that people typed decides how long a page takes, so the work is done where it can be stopped from outside. The child reads
HTML from its standard input and writes the PDF to its output; it knows neither Django nor the database, and opens nothing but the
project's own stylesheets and fonts.
"""

import io
import logging
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
ADDRESS = "http://static.invalid/"  # stands for the static folder; nothing is ever asked of a network
MOST_MEMORY = 1024**3  # bytes of address space
MOST_SECONDS = 120
KINDS = {".css": "text/css", ".woff2": "font/woff2"}


class NotPrinted(Exception):
    """The PDF was not made: out of memory, out of time, or the HTML is at fault; says what the child said."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished document."""

    content: bytes
    pages: int


def print_apart(html: str, *, identifier: str) -> Pdf:
    """The PDF of a paper made by `country.paper`; equal input gives equal bytes. Raises NotPrinted."""
    command = [sys.executable, "-m", "assessments.reports.press", identifier]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=html.encode(), capture_output=True, timeout=MOST_SECONDS, cwd=ROOT, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(f"not finished after {MOST_SECONDS} seconds") from error
    except subprocess.CalledProcessError as error:
        raise NotPrinted(error.stderr.decode(errors="replace")[-2000:] or f"ended with {error.returncode}") from error
    pages, _, content = done.stdout.partition(b"\n")
    return Pdf(content, int(pages))


def render(html: str, identifier: str) -> Pdf:
    """Lay out and write the document in this process."""
    import weasyprint  # noqa: PLC0415 - takes a second to load, and only here

    class OwnFilesOnly(weasyprint.URLFetcher):
        """Opens addresses that stand for files in the project's static folder, and refuses everything else."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> weasyprint.urls.URLFetcherResponse:  # noqa: ARG002
            path = (STATIC / url.removeprefix(ADDRESS)).resolve()
            if not url.startswith(ADDRESS) or not path.is_relative_to(STATIC) or path.suffix not in KINDS:
                raise weasyprint.urls.FatalURLFetchingError(f"refused: {url}")
            return weasyprint.urls.URLFetcherResponse(
                url, body=path.read_bytes(), headers={"Content-Type": KINDS[path.suffix]}
            )

    document = weasyprint.HTML(string=html, base_url=ADDRESS, url_fetcher=OwnFilesOnly()).render(pdf_variant="pdf/ua-1")
    target = io.BytesIO()
    document.write_pdf(target, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode(), presentational_hints=False)
    return Pdf(target.getvalue(), len(document.pages))


def main() -> None:
    """The child's work: bounds first."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    pdf = render(sys.stdin.read(), sys.argv[1])
    sys.stdout.buffer.write(f"{pdf.pages}\n".encode() + pdf.content)


if __name__ == "__main__":
    main()
