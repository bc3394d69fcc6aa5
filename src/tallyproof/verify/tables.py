"""The data files of a site, cell by cell against the tables that its entries give."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tallyproof.errors import VerificationError
from tallyproof.tally.tables import parquet_bytes
from tallyproof.verify.differences import MAX_NAMED, Differences, shown
from tallyproof.verify.folder import MEGABYTE, SiteFolder

_FOLDER = "data/"
_MAX_TABLE_BYTES = 512 * MEGABYTE
_CHILD = Path(__file__).with_name("parquet_child.py")
_CHILD_SECONDS = 180.0
_MAX_ANSWER_BYTES = MEGABYTE


def check_tables(
    folder: SiteFolder, files: Mapping[str, str], tables: Mapping[str, pl.DataFrame], found: Differences
) -> int:
    """Add every cell that differs to `found`; return how many cells were compared."""
    expected = {f"{_FOLDER}{stem}.{ending}" for stem in tables for ending in ("csv", "parquet")}
    for path in sorted({path for path in folder.sizes if path.startswith(_FOLDER)} - expected):
        found.add(path, "expected only the tables that the entries give, got another file")
    cells = 0
    for stem, table in sorted(tables.items()):
        for ending, compare in (("csv", _compare_csv), ("parquet", _compare_parquet)):
            path = f"{_FOLDER}{stem}.{ending}"
            try:
                data = folder.read(path, at_most=_MAX_TABLE_BYTES)
            except VerificationError as error:
                found.add(path, str(error).removeprefix(f"{path}: "))
                continue
            got = hashlib.sha256(data).hexdigest()
            if got != files.get(path):
                found.add(path, f"expected SHA-256 {files.get(path)} as in manifest.json, got {got}")
            compare(path, data, table, found)
            cells += table.height * table.width
    return cells


def _compare_csv(path: str, data: bytes, table: pl.DataFrame, found: Differences) -> None:
    """Rows are counted as a spreadsheet does: the header is row 1. An empty cell stands for no value."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found.add(path, f"expected UTF-8 text, got byte 0x{data[error.start]:02x} at {error.start}")
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        if (header := next(rows, [])) != table.columns:
            found.add(f"{path}, row 1", f"expected the columns {shown(table.columns)}, got {shown(header)}")
            return
        for number, (wanted, got) in enumerate(zip(table.iter_rows(), rows, strict=False), 2):
            texts = ["" if cell is None else str(cell) for cell in wanted]
            if texts == got:
                continue
            if len(texts) != len(got):
                found.add(f"{path}, row {number}", f"expected {len(texts)} cells, got {len(got)}")
                continue
            for column, cell, other in zip(table.columns, texts, got, strict=True):
                if cell != other:
                    place = f"{path}, row {number}, column {column}"
                    found.add(place, f"expected {shown(cell)}, got {shown(other)}")
        held = max(number - 1, 0)
        if held != table.height or next(rows, None) is not None:
            more = f"{held}" if held != table.height else "more"
            found.add(path, f"expected {table.height} rows below the header, got {more}")
    except csv.Error as error:
        found.add(f"{path}, row {number + 1}", f"expected CSV, got: {error}")


def _compare_parquet(path: str, data: bytes, table: pl.DataFrame, found: Differences) -> None:
    """Rows are counted from 1. A file that its reader cannot take is a difference."""
    if parquet_bytes(table) == data:
        # The bytes this table has when we write it ourselves: nothing foreign needs to be decoded.
        return
    wanted = io.BytesIO()
    table.write_ipc(wanted)
    expected = wanted.getvalue()
    request = json.dumps({"expected": len(expected), "found": len(data), "most": MAX_NAMED}).encode()
    environment = {"POLARS_MAX_THREADS": "1"}
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    try:
        answer = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=b"".join((request, b"\n", expected, data)),
            capture_output=True,
            env=environment,
            timeout=_CHILD_SECONDS,
            check=True,
        ).stdout
        differences = json.loads(answer[:_MAX_ANSWER_BYTES])
        for row, column, cell, other in differences:
            place = f"{path}, row {row}, column {column}" if row else path
            found.add(place, f"expected {shown(cell)}, got {shown(other)}")
    except (subprocess.SubprocessError, OSError, ValueError, TypeError):
        found.add(path, "expected a Parquet file that can be read within 4 GB and 3 minutes, got one that cannot")
