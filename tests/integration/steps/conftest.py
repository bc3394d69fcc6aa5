"""A toy election in a folder, sheets for it, and the commands, run in this process."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tallyproof.cli import main

EPOCH = "1767225600"
"""2026-01-01T00Z."""

ELECTION = r"""
[election]
id = "toy"
title = "Toy"
date = 2026-01-01
origin = "example.org/toy"

[privacy]
images = "already-redacted"

[[levels]]
id = "state"
name = "State"
code = "{S}"
label = "{STATE}"

[register]
station = "{C}.{T:02}"
place = "{C}"
place_name = "{PLACE}"
registered = "ROLL"
complete = true
cap = { rule = "registered", source = "roll" }

[[universe]]
id = "roll"
stations = 5
registered = 1500
source = "roll"
default = true

[[sources]]
name = "party"
provenance = "accredited"

[[sources]]
name = "unknown"
provenance = "unknown"

[[contests]]
id = "mayor"
name = "Mayor"

  [[contests.candidates]]
  id = "ana"
  name = "Ana"

  [[contests.candidates]]
  id = "ben"
  name = "Ben"

  [[contests.counts]]
  id = "null"
  name = "Null"
  role = "rejected"

  [[contests.outcome]]
  id = "first-place"
  kind = "plurality"

[[layouts]]
id = "slip"
contest = "mayor"
pattern = 'T(?P<c>\d+)\.(?P<t>\d+)!(?P<lines>\d{1,4},\d{1,4})!(?P<null>\d{1,4})'
station = "{c}.{t:02}"
candidates = ["ana", "ben"]
counts = { null = "null" }
required_checks = ["register", "within-cap"]

[[tables]]
id = "rows"
source = "party"
contest = "mayor"
station = "{C}.{T:02}"
registered = "ROLL"
candidates = { ana = "ANA", ben = "BEN" }
counts = { null = "NULL" }
"""

REGISTER = """\
S,STATE,C,PLACE,T,ROLL
1,North,10,School A,1,300
1,North,10,School A,2,300
1,North,11,School B,1,300
2,South,20,School C,1,300
2,South,20,School C,2,300
"""

TABLE = """\
S,STATE,C,PLACE,T,ROLL,ANA,BEN,NULL
1,North,10,School A,1,300,100,50,3
1,North,10,School A,2,300,90,60,2
1,North,11,School B,1,300,80,70,1
2,South,20,School C,1,300,70,80,0
"""

ANNOUNCEMENT = """\
title = "Bulletin"
date = 2026-01-01
contest = "mayor"
source = "Council, read out"

[candidates]
ana = 400
ben = 300
"""


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Toy:
    """The toy election's folder, and the commands on it."""

    folder: Path
    run: Callable[..., Ran]

    def __call__(self, command: str, *arguments: object, code: int = 0) -> Ran:
        """Run a command on this election; a code other than the expected one fails the test."""
        ran = self.run(command, self.folder, *arguments)
        assert ran.code == code, f"{command}: {ran.code}\n{ran.out}\n{ran.err}"
        return ran

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = (self.folder / "election.toml").read_text(encoding="utf-8")
        assert old in text
        self.write("election.toml", text.replace(old, new, 1))

    def entries(self) -> list[bytes]:
        """Return the public entries of the journal as they stand in SQLite."""
        with sqlite3.connect(self.folder / "records.sqlite3") as database:
            (table,) = (
                name
                for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                if name.endswith("record")
            )
            rows = database.execute(f'SELECT public FROM "{table}" ORDER BY "index"').fetchall()
        database.close()
        return [bytes(public) for (public,) in rows]

    def records(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the records of a kind, or all."""
        records = [json.loads(entry) for entry in self.entries()]
        return [record for record in records if kind in ("", record["kind"])]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Give a function that runs a command as the console would, at a fixed hour and on SQLite."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def toy(tmp_path: Path, run: Callable[..., Ran]) -> Toy:
    """Give the toy election: two states, three places, five stations."""
    toy = Toy(tmp_path / "toy", run)
    toy.write("election.toml", ELECTION)
    toy.write("stations.csv", REGISTER)
    return toy


def qr_image(text: str) -> Image.Image:
    """Return a page with one QR code."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4, add_quiet_zones=True))
    page = Image.new("L", (picture.width + 80, picture.height + 160), 255)
    page.paste(picture, (40, 120))
    return page


@pytest.fixture(scope="session")
def slip() -> Callable[..., bytes]:
    """Give a function that makes one sheet: slip("10.1", 100, 50, 3, "PNG")."""

    def make(station: str, ana: int, ben: int, null: int = 0, kind: str = "PNG") -> bytes:
        buffer = io.BytesIO()
        qr_image(f"T{station}!{ana},{ben}!{null}").save(buffer, kind)
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def slips() -> Callable[..., bytes]:
    """Give a function that makes one file of several pages."""

    def make(*texts: str, kind: str) -> bytes:
        buffer = io.BytesIO()
        pages = [qr_image(text) for text in texts]
        pages[0].save(buffer, kind, save_all=True, append_images=pages[1:])
        return buffer.getvalue()

    return make


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Give the file of a station table with four good rows."""
    path = tmp_path / "table.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path
