"""Static files as they are served: named by their content."""

import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin
from django.core.files.storage import FileSystemStorage

from ssr_portal.http.static_files import HashedStaticFiles

SOURCE = Path(settings.BASE_DIR) / "static"
IMPORTED = re.compile(r"^import [^;]* from \"\./([^\"]+)\";$", re.M)


def test_scripts_import_modules_by_the_content_that_they_were_released_with(tmp_path: Path) -> None:
    storage = HashedStaticFiles(location=tmp_path)
    for script in SOURCE.glob("js/*.js"):
        with script.open("rb") as file:
            storage.save(f"js/{script.name}", file)
    paths = {
        f"js/{script.name}": (FileSystemStorage(tmp_path), f"js/{script.name}") for script in SOURCE.glob("js/*.js")
    }
    served = {name: hashed for name, hashed, _ in ManifestFilesMixin.post_process(storage, paths)}
    assert len(served) == len(paths) > 8
    for name, hashed in served.items():
        before, after = ((tmp_path / each).read_text(encoding="utf-8") for each in (name, hashed))
        assert IMPORTED.findall(after) == [
            served[f"js/{other}"].removeprefix("js/") for other in IMPORTED.findall(before)
        ]
    assert IMPORTED.findall((tmp_path / served["js/autosave.js"]).read_text(encoding="utf-8"))
