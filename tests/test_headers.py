"""Pages are compressed, files are not."""

from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from ssr_portal.http.headers import CompressPages


def test_page_is_compressed_for_browsers_that_can(as_anna, burundi) -> None:
    url = reverse("score-part", args=[burundi.reference, "governance"])
    assert as_anna.get(url, headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in as_anna.get(url)


def test_file_is_sent_as_it_is() -> None:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    file = FileResponse(iter([b"x" * 1000]))
    page = HttpResponse(b"x" * 1000)
    compress = CompressPages(lambda _request: None)
    assert "Content-Encoding" not in compress.process_response(request, file)
    assert compress.process_response(request, page)["Content-Encoding"] == "gzip"
