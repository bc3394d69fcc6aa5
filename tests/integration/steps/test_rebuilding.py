"""Building a site again: a false sentence that a dishonest publisher sealed is found too."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tallyproof import canonical
from tallyproof.publish import add_log

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy


@pytest.fixture
def site(toy: Toy, tmp_path: Path, slip: Callable[..., bytes]) -> Path:
    """Give a published site with one sheet."""
    (tmp_path / "sheet.png").write_bytes(slip("A1.01", 30, 20))
    toy("intake", tmp_path / "sheet.png", "--source", "party")
    toy("read")
    toy("publish")
    return toy.folder / "site"


def seal(site: Path, entries: list[bytes]) -> None:
    """Write manifest, release and log anew, as a dishonest publisher does."""
    manifest = json.loads((site / "manifest.json").read_bytes())
    manifest["files"] = {name: hashlib.sha256((site / name).read_bytes()).hexdigest() for name in manifest["files"]}
    data = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    (site / "manifest.json").write_bytes(data)
    shutil.rmtree(site / "log")
    release = canonical.encode(canonical.release_record(entries=len(entries), manifest=data))
    add_log(site, [*entries, release], manifest["origin"])


def test_an_honest_site_is_built_again_byte_for_byte(toy: Toy, site: Path, run: Callable[..., object]) -> None:
    assert "byte for byte" in str(run("verify", site, "--rebuild"))


def test_a_sealed_false_sentence_fails_when_built_again(toy: Toy, site: Path, run: Callable[..., object]) -> None:
    page = site / "en" / "about.html"
    text = page.read_text("utf-8")
    assert "</main>" in text
    page.write_text(text.replace("</main>", "<p>Nobody may doubt this.</p></main>"), "utf-8")
    seal(site, toy.entries()[:-1])
    ran = run("verify", site, "--rebuild")
    assert "en/about.html" in str(ran)
    assert "code=4" in str(ran)


def test_an_election_folder_is_told_from_its_site(toy: Toy, site: Path, run: Callable[..., object]) -> None:
    ran = str(run("verify", toy.folder))
    assert "its site is" in ran
    assert "code=2" in ran


def test_a_zip_is_not_built_again(tmp_path: Path, run: Callable[..., object]) -> None:
    (tmp_path / "site.zip").write_bytes(b"PK")
    assert "unpack" in str(run("verify", tmp_path / "site.zip", "--rebuild"))
