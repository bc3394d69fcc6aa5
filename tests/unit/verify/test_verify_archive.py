from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tallyproof.errors import InputError, UnsafeInputError, VerificationError
from tallyproof.verify import verify_archive, verify_site


def packed(site: Any, target: Path, *, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(site.root.rglob("*")):
            archive.write(path, top + path.relative_to(site.root).as_posix())
    return target


@pytest.mark.parametrize("top", ["", "site/"], ids=["at-the-top", "in-a-folder"])
def test_a_packed_site_gives_the_report_of_its_folder(honest_site: Any, tmp_path: Path, top: str) -> None:
    assert verify_archive(packed(honest_site, tmp_path / "site.zip", top=top)) == verify_site(honest_site.root)


def test_a_packed_site_with_an_altered_digit_fails(site: Any, tmp_path: Path) -> None:
    site.replace("en/index.html", 'value="2911"', 'value="2912"')
    with pytest.raises(VerificationError, match=r"en/index\.html"):
        verify_archive(packed(site, tmp_path / "site.zip"))


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "en/../../out.txt", "C:/out.txt", "en\\out", "ñ.html"])
def test_a_name_that_leads_out_is_refused_before_anything_is_written(
    honest_site: Any, tmp_path: Path, name: str
) -> None:
    archive = packed(honest_site, tmp_path / "site.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(name, b"out")
    with pytest.raises(UnsafeInputError, match="expected a name inside the zip"):
        verify_archive(archive)
    assert not (tmp_path / "out.txt").exists()


def test_a_packed_link_is_refused(honest_site: Any, tmp_path: Path) -> None:
    archive = packed(honest_site, tmp_path / "site.zip")
    link = zipfile.ZipInfo("en/link.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(UnsafeInputError, match="symbolic link"):
        verify_archive(archive)


def test_a_name_twice_is_refused(honest_site: Any, tmp_path: Path) -> None:
    archive = packed(honest_site, tmp_path / "site.zip")
    with zipfile.ZipFile(archive, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("index.html", b"another")
    with pytest.raises(UnsafeInputError, match="every file once"):
        verify_archive(archive)


def test_a_bomb_is_stopped_at_the_cap(honest_site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tallyproof.verify.archive._MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(UnsafeInputError, match="unpacked, got more"):
        verify_archive(packed(honest_site, tmp_path / "site.zip"))


@pytest.mark.parametrize("keep", [0, 10, 5_000])
def test_a_zip_that_is_cut_off_is_unreadable_input(honest_site: Any, tmp_path: Path, keep: int) -> None:
    archive = packed(honest_site, tmp_path / "site.zip")
    archive.write_bytes(archive.read_bytes()[:keep])
    with pytest.raises(InputError, match="expected a complete zip"):
        verify_archive(archive)


def test_a_damaged_member_is_unreadable_input(honest_site: Any, tmp_path: Path) -> None:
    archive = packed(honest_site, tmp_path / "site.zip")
    data = bytearray(archive.read_bytes())
    data[200:240] = bytes(40)
    archive.write_bytes(data)
    with pytest.raises(InputError, match="expected a complete zip"):
        verify_archive(archive)
