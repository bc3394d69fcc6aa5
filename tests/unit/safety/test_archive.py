"""Files, folders and zips as candidates and refusals."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from tallyproof.safety.archive import ArchiveLimits, Candidate, Refusal, walk


def zipped(members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name) if compression == zipfile.ZIP_STORED else name, data)
    return stream.getvalue()


def found(tmp_path: Path, data: bytes, limits: ArchiveLimits | None = None) -> list[Candidate | Refusal]:
    path = tmp_path / "sheets.zip"
    path.write_bytes(data)
    return list(walk([path], limits=limits))


def only_reason(things: list[Candidate | Refusal]) -> str:
    (thing,) = things
    assert isinstance(thing, Refusal)
    return thing.reason


def test_folders_are_walked_in_the_order_of_names_and_zips_unfolded(tmp_path: Path) -> None:
    folder = tmp_path / "intake"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.jpg").write_bytes(b"two")
    (folder / "b" / "1.jpg").write_bytes(b"one")
    (folder / "a.bin").write_bytes(zipped({"z.jpg": b"zed", "dir/y.jpg": b"why"}))
    (folder / "c.jpg").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"junk")
    assert list(walk([folder, str(folder / "c.jpg")])) == [
        Candidate("intake/a.bin/dir/y.jpg", b"why"),
        Candidate("intake/a.bin/z.jpg", b"zed"),
        Candidate("intake/b/1.jpg", b"one"),
        Candidate("intake/b/2.jpg", b"two"),
        Candidate("intake/c.jpg", b""),
        Candidate("c.jpg", b""),
    ]


def test_a_path_that_is_not_there_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"x")
    refused, kept = walk([tmp_path / "gone.jpg", tmp_path / "x.jpg"])
    assert isinstance(refused, Refusal)
    assert refused.reason.startswith("gone.jpg: expected a readable file or folder, got No such file")
    assert kept == Candidate("x.jpg", b"x")


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are POSIX")
def test_links_and_pipes_in_folders_are_refused_and_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "a").symlink_to(tmp_path / "secret")
    (folder / "b").symlink_to(tmp_path)
    os.mkfifo(folder / "c")
    reasons = [thing.reason for thing in walk([folder]) if isinstance(thing, Refusal)]
    assert ["symbolic link" in reason for reason in reasons] == [True, True, False]
    assert "pipe" in reasons[2]


def test_a_file_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big.jpg").write_bytes(bytes(101))
    reason = only_reason(list(walk([tmp_path / "big.jpg"], limits=ArchiveLimits(member_bytes=100))))
    assert reason.startswith("big.jpg: expected at most 0.0001 MB")


@pytest.mark.parametrize("name", ["../x.jpg", "a/../../x.jpg", "/etc/x.jpg", "..\\x.jpg", "\\x.jpg", "C:\\x.jpg"])
def test_a_name_that_leads_out_of_the_zip_is_refused_and_the_rest_goes_on(tmp_path: Path, name: str) -> None:
    things = found(tmp_path, zipped({name: b"slip", "zz.jpg": b"good"}))
    assert [thing for thing in things if isinstance(thing, Candidate)] == [Candidate("sheets.zip/zz.jpg", b"good")]
    (refused,) = (thing for thing in things if isinstance(thing, Refusal))
    assert "leads out of it" in refused.reason
    assert [path.name for path in tmp_path.rglob("*")] == ["sheets.zip"]


def test_a_zip_in_a_zip_is_unfolded_and_a_third_is_refused(tmp_path: Path) -> None:
    deepest = zipped({"deep.jpg": b"deep"})
    inner = zipped({"in.jpg": b"in", "third.zip": deepest})
    kept, refused = found(tmp_path, zipped({"second.zip": inner}))
    assert kept == Candidate("sheets.zip/second.zip/in.jpg", b"in")
    assert isinstance(refused, Refusal)
    assert refused.name == "sheets.zip/second.zip/third.zip"
    assert "at most 2 deep" in refused.reason


def test_a_member_that_unpacks_to_too_many_times_its_size_is_refused(tmp_path: Path) -> None:
    reason = only_reason(found(tmp_path, zipped({"bomb.jpg": bytes(20_000_000)})))
    assert reason.startswith("bomb.jpg: expected a member that unpacks to at most 200 times")


def test_a_member_beyond_the_size_limit_is_refused_whatever_it_declares(tmp_path: Path) -> None:
    limits = ArchiveLimits(member_bytes=1000)
    things = found(tmp_path, zipped({"a.jpg": os.urandom(1001), "b.jpg": b"b"}), limits)
    assert isinstance(things[0], Refusal)
    assert "a member, got more" in things[0].reason
    assert things[1] == Candidate("sheets.zip/b.jpg", b"b")


def test_the_total_of_a_zip_and_the_zips_in_it_is_capped(tmp_path: Path) -> None:
    inner = zipped({"1.jpg": bytes(400), "2.jpg": bytes(400)}, compression=zipfile.ZIP_STORED)
    data = zipped({"a.jpg": bytes(400), "b.zip": inner, "c.jpg": bytes(400)}, compression=zipfile.ZIP_STORED)
    things = found(tmp_path, data, ArchiveLimits(total_bytes=1700))
    assert [thing.name for thing in things if isinstance(thing, Candidate)] == ["sheets.zip/a.jpg"]
    last = things[-1]
    assert isinstance(last, Refusal)
    assert "were not read: split the zip" in last.reason


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.jpg": b"a"}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in only_reason(found(tmp_path, bytes(data)))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        link = zipfile.ZipInfo("a.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "symbolic link" in only_reason(found(tmp_path, stream.getvalue()))


def test_an_unusual_compression_is_refused(tmp_path: Path) -> None:
    assert "another compression" in only_reason(found(tmp_path, zipped({"a.jpg": b"a"}, compression=zipfile.ZIP_BZIP2)))


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.jpg": b"a" * 50, "b.jpg": b"b" * 50}, compression=zipfile.ZIP_STORED))
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = bytes(4)
    assert "overlapping" in only_reason(found(tmp_path, bytes(data)))


def test_too_many_members_are_refused_before_the_directory_is_read(tmp_path: Path) -> None:
    data = zipped({f"{n}.jpg": b"" for n in range(5)})
    assert "at most 4 members" in only_reason(found(tmp_path, data, ArchiveLimits(members=4)))


@pytest.mark.parametrize("cut", [5, 40, 100])
def test_a_truncated_zip_is_refused(tmp_path: Path, cut: int) -> None:
    data = zipped({"a.jpg": os.urandom(200)})
    assert "expected a complete zip" in only_reason(found(tmp_path, data[:-cut]))


def test_a_damaged_member_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.jpg": b"a" * 50, "b.jpg": b"b" * 50}, compression=zipfile.ZIP_STORED))
    data[data.index(b"aaaa")] ^= 1
    refused, kept = found(tmp_path, bytes(data))
    assert isinstance(refused, Refusal)
    assert "a damaged one (BadZipFile)" in refused.reason
    assert kept == Candidate("sheets.zip/b.jpg", b"b" * 50)


def test_an_office_document_is_refused_as_one(tmp_path: Path) -> None:
    data = zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"})
    assert "office document" in only_reason(found(tmp_path, data))


def test_an_empty_zip_gives_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, zipped({})) == []


def test_a_text_named_zip_is_a_candidate_to_be_judged_by_content(tmp_path: Path) -> None:
    assert found(tmp_path, b"not a zip") == [Candidate("sheets.zip", b"not a zip")]
