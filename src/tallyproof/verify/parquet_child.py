"""A process that compares one foreign Parquet file with the table it must equal.

A small Parquet file can ask for any amount of memory and can crash its decoder: here that costs this process
only. It is run by its path and imports nothing of tallyproof, so that it starts quickly.
stdin: a JSON line {"expected": bytes, "found": bytes, "most": differences} and then both files, the expected
one as Arrow IPC. stdout: a JSON list of [row from 1 or 0, column, expected, got], at most `most` of them.
"""

from __future__ import annotations

import io
import json
import sys

import polars as pl

_MEMORY_BYTES = 4 * 1024**3
_CPU_SECONDS = 120
_SHOWN = 120
# What writers of Parquet add by themselves; any other note would travel with the table unread.
_OWN_NOTES = {"ARROW:schema"}


def main() -> None:
    """Read the two tables from stdin and write their differences to stdout."""
    _limit()
    request = json.loads(sys.stdin.buffer.readline(1000))
    expected = pl.read_ipc(io.BytesIO(sys.stdin.buffer.read(request["expected"])))
    found = io.BytesIO(sys.stdin.buffer.read(request["found"]))
    json.dump(_differences(expected, found, request["most"]), sys.stdout)


def _differences(expected: pl.DataFrame, found: io.BytesIO, most: int) -> list[list[object]]:
    schema = pl.read_parquet_schema(found)
    if list(schema.items()) != list(expected.schema.items()):
        return [[0, "", _cut(dict(expected.schema)), _cut(dict(schema))]]
    found.seek(0)
    notes = sorted(set(pl.read_parquet_metadata(found)) - _OWN_NOTES)
    found.seek(0)
    if notes:
        return [[0, "", "no metadata but the schema", _cut(notes)]]
    rows = pl.scan_parquet(found).select(pl.len()).collect().item()
    if rows != expected.height:
        return [[0, "", f"{expected.height} rows", f"{rows} rows"]]
    differences: list[list[object]] = []
    for column in expected.columns:
        wanted = expected[column]
        got = pl.read_parquet(found, columns=[column])[column]
        for row in wanted.ne_missing(got).arg_true():
            if len(differences) == most:
                return differences
            differences.append([row + 1, column, _cut(wanted[row]), _cut(got[row])])
    return differences


def _cut(value: object) -> str:
    return str(value)[:_SHOWN]


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, _MEMORY_BYTES), (resource.RLIMIT_CPU, _CPU_SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # macOS keeps no limit on address space; the parent's clock still ends this process.
            continue


if __name__ == "__main__":
    main()
