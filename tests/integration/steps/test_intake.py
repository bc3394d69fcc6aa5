"""Intake by the command line: what is kept, what is refused and why, and nothing lost or half-written."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pypdfium2
import pytest

if TYPE_CHECKING:
    from tests.integration.steps.conftest import Toy

Slip = Callable[..., bytes]
HEIC = Path(__file__).with_name("samples") / "slip.heic"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def intake(toy: Toy, *paths: Path, source: str = "party", code: int = 0) -> dict[str, object]:
    report = toy("intake", *paths, "--source", source, "--json", code=code).json
    assert isinstance(report, dict)
    return report


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and holds a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"\0" * 4096)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WebP"])
def test_picture_becomes_one_page_of_evidence(toy: Toy, inbox: Path, slip: Slip, kind: str) -> None:
    (inbox / "sheet").write_bytes(slip("10.1", 100, 50, 3, kind))
    report = intake(toy, inbox)
    assert (report["received"], report["pages"], report["refused"]) == (1, 1, [])
    (image,) = toy.records("image")
    assert (image["page"], image["of"], image["source"], image["hour"]) == (1, 1, "party", "2026-01-01T00Z")


def test_a_telephones_heic_goes_from_intake_to_a_published_page(toy: Toy, inbox: Path) -> None:
    """A slip of this file's own, encoded by pillow-heif (quality 60) with a camera's notes, lying on its side as
    telephones write it; what the camera noted of itself and of the place is on no page and in no entry."""
    (inbox / "IMG_0001.HEIC").write_bytes(HEIC.read_bytes())
    assert b"Camera of no one" in HEIC.read_bytes()
    report = intake(toy, inbox)
    assert (report["received"], report["pages"], report["refused"]) == (1, 1, [])
    toy("read")
    (reading,) = toy.records("transcription")
    assert (reading["station"], reading["candidates"], reading["counts"]) == (
        "10.01",
        {"ana": 100, "ben": 50},
        {"null": 3},
    )
    toy("publish")
    (picture,) = (toy.folder / "site" / "sheets").glob("*.jpg")
    assert picture.stat().st_size > 1000
    published = [path.read_bytes() for path in (toy.folder / "site").rglob("*") if path.is_file()]
    assert not any(b"Camera of no one" in one or b"IMG_0001" in one for one in (*published, *toy.entries()))
    assert toy.run("verify", toy.folder / "site").code == 0


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
def test_file_of_several_pages_gives_a_record_for_each(toy: Toy, inbox: Path, slips: Slip, kind: str) -> None:
    (inbox / "two").write_bytes(slips("T10.1!1,2!0", "T10.2!3,4!0", kind=kind))
    assert intake(toy, inbox)["pages"] == 2
    assert [(one["page"], one["of"]) for one in toy.records("image")] == [(1, 2), (2, 2)]
    toy("read")
    assert [one["station"] for one in toy.records("transcription")] == ["10.01", "10.02"]


def test_refused_page_is_listed_and_the_other_pages_of_its_file_are_received(
    toy: Toy, inbox: Path, slips: Slip
) -> None:
    document = pypdfium2.PdfDocument(slips("T10.1!1,2!0", "T10.2!3,4!0", kind="PDF"))
    document.new_page(14_000, 14_000, index=1)
    document.save(inbox / "scan.pdf")
    report = intake(toy, inbox, code=1)
    assert (report["received"], report["pages"]) == (1, 2)
    (refused,) = cast("list[dict[str, str]]", report["refused"])
    assert refused["name"] == "inbox/scan.pdf, page 2"
    assert "expected at most 60 megapixels a page" in refused["reason"]
    assert [(one["page"], one["of"]) for one in toy.records("image")] == [(1, 3), (3, 3)]
    assert len(list((toy.folder / "evidence").rglob("*"))) >= 1
    assert intake(toy, inbox)["known"] == ["inbox/scan.pdf"]


def test_folders_and_zips_are_unfolded(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "deep" / "er").mkdir(parents=True)
    (inbox / "deep" / "er" / "a.png").write_bytes(slip("10.1", 100, 50))
    with zipfile.ZipFile(inbox / "b.zip", "w") as archive:
        archive.writestr("x/c.png", slip("10.2", 90, 60))
        archive.writestr("d.jpg", slip("11.1", 80, 70, 0, "JPEG"))
    assert intake(toy, inbox)["received"] == 3
    assert len(list((toy.folder / "evidence").rglob("*"))) >= 3


def test_same_bytes_again_are_told_as_such_and_kept_once(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "a.png").write_bytes(slip("10.1", 100, 50))
    (inbox / "copy-of-a.png").write_bytes(slip("10.1", 100, 50))
    first = intake(toy, inbox)
    assert (first["received"], first["known"]) == (1, ["inbox/copy-of-a.png"])
    before = toy.entries()
    second = intake(toy, inbox)
    assert (second["received"], second["known"]) == (0, ["inbox/a.png", "inbox/copy-of-a.png"])
    assert toy.entries() == before
    said = toy("intake", inbox, "--source", "party").out
    assert "inbox/a.png is the same file as one received before" in said


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.jpg", b"", "empty"),
        ("letter.jpg", b"Dear all,\n" * 300, "expected a JPEG, PNG, TIFF, WebP, HEIC or PDF by content"),
        (
            "page.html",
            b"<!doctype html><script>alert(1)</script>",
            "expected a JPEG, PNG, TIFF, WebP, HEIC or PDF by content",
        ),
        (
            "drawing.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"/>',
            "expected a JPEG, PNG, TIFF, WebP, HEIC or PDF by content",
        ),
        ("bomb.png", png_header(20_000, 20_000), "megapixels"),
        ("flat.png", png_header(0, 0), "expected"),
        ("zip.zip", b"PK\x03\x04 and then nothing", "zip"),
    ],
)
def test_file_that_is_no_picture_is_refused_with_a_reason_and_the_rest_goes_on(
    toy: Toy, inbox: Path, slip: Slip, name: str, data: bytes, reason: str
) -> None:
    (inbox / name).write_bytes(data)
    (inbox / "zz-good.png").write_bytes(slip("10.1", 100, 50))
    report = toy("intake", inbox, "--source", "party", "--json", code=1).json
    (refused,) = report["refused"]
    assert refused["name"] == f"inbox/{name}"
    assert name in refused["reason"]
    assert reason in refused["reason"]
    assert report["received"] == 1
    assert len(toy.records("image")) == 1


def test_truncated_picture_is_refused_and_nothing_of_it_is_kept(toy: Toy, inbox: Path, slip: Slip) -> None:
    whole = slip("10.1", 100, 50, 0, "JPEG")
    (inbox / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    report = toy("intake", inbox, "--source", "party", "--json", code=1).json
    assert "cut.jpg" in report["refused"][0]["reason"]
    assert toy.records("image") == []
    assert [path for path in (toy.folder / "evidence").rglob("*") if path.is_file()] == []


def test_second_copy_of_a_refused_file_is_refused_and_not_said_to_be_held(toy: Toy, inbox: Path, slip: Slip) -> None:
    for name in ("a.png", "b.png"):
        (inbox / name).write_bytes(slip("10.1", 100, 50)[:200])
    report = intake(toy, inbox, code=1)
    assert report["known"] == []
    assert [one["name"] for one in report["refused"]] == ["inbox/a.png", "inbox/b.png"]  # type: ignore[attr-defined]


def test_wrong_extension_does_not_matter_to_a_picture(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "sheet.txt").write_bytes(slip("10.1", 100, 50))
    assert intake(toy, inbox)["received"] == 1


def test_real_bomb_of_many_pixels_is_refused_before_it_is_unfolded(toy: Toy, inbox: Path) -> None:
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(b"\0" * 20_001) for _ in range(20_000)) + rows.flush()

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    (inbox / "bomb.png").write_bytes(data)
    said = toy("intake", inbox, "--source", "party", code=1).out
    assert "refused: " in said
    assert "bomb.png: expected at most 60 megapixels" in " ".join(said.split())


def test_zip_member_that_leads_out_is_refused_and_nothing_is_written_there(toy: Toy, inbox: Path, slip: Slip) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../escaped.png", slip("10.1", 100, 50))
        archive.writestr("good.png", slip("10.2", 90, 60))
    (inbox / "slip.zip").write_bytes(buffer.getvalue())
    report = toy("intake", inbox, "--source", "party", "--json", code=1).json
    assert "leads out of it" in report["refused"][0]["reason"]
    assert report["received"] == 1
    assert not list(inbox.parents[1].rglob("escaped.png"))


def test_zip_bomb_is_refused(toy: Toy, inbox: Path) -> None:
    with zipfile.ZipFile(inbox / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.png", b"\0" * 20_000_000)
    report = toy("intake", inbox, "--source", "party", "--json", code=1).json
    assert "a zip bomb?" in report["refused"][0]["reason"]


def test_link_to_a_file_outside_is_not_followed(toy: Toy, inbox: Path, tmp_path: Path, slip: Slip) -> None:
    (tmp_path / "private.png").write_bytes(slip("10.1", 100, 50))
    os.symlink(tmp_path / "private.png", inbox / "link.png")
    report = toy("intake", inbox, "--source", "party", "--json", code=1).json
    assert "symbolic link" in report["refused"][0]["reason"]
    assert toy.records("image") == []


def test_name_with_control_characters_is_shown_without_them(toy: Toy, inbox: Path) -> None:
    (inbox / "a\x1b[31mred[bold].png").write_bytes(b"nothing")
    said = toy("intake", inbox, "--source", "party", code=1).out
    assert "\x1b" not in said
    assert "a?[31mred[bold].png" in said


def test_unknown_source_names_the_known_ones_and_keeps_nothing(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "a.png").write_bytes(slip("10.1", 100, 50))
    ran = toy("intake", inbox, "--source", "partie", code=2)
    assert "expected a source named in election.toml, got 'partie'; known: party, unknown" in " ".join(ran.err.split())
    assert ran.out == ""
    assert toy.records("image") == []


def test_path_that_is_not_there_is_a_usage_error_before_anything_is_kept(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "a.png").write_bytes(slip("10.1", 100, 50))
    ran = toy("intake", inbox, inbox / "b.png", "--source", "party", code=2)
    assert "b.png" in ran.err
    assert toy.records("image") == []


def test_number_of_workers_changes_no_byte(toy: Toy, inbox: Path, slip: Slip, tmp_path: Path) -> None:
    for number in range(5):
        (inbox / f"{number}.png").write_bytes(slip(f"10.{number}", number, 50))
    toy.write("secret", "5a" * 32 + "\n")
    (toy.folder / "secret").chmod(0o600)
    toy("intake", inbox, "--source", "party", "--workers", 3)
    toy("read", "--workers", 3)
    first = toy.entries()
    (toy.folder / "records.sqlite3").unlink()
    toy("intake", inbox, "--source", "party", "--workers", 1)
    toy("read", "--workers", 1)
    assert toy.entries() == first


def test_nothing_public_names_a_file(toy: Toy, inbox: Path, slip: Slip) -> None:
    (inbox / "maria-perez-whatsapp.png").write_bytes(slip("10.1", 100, 50))
    toy("intake", inbox, "--source", "party")
    toy("read")
    assert not any(b"maria" in entry for entry in toy.entries())
