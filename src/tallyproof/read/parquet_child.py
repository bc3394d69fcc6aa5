"""A process that turns one foreign Parquet file into CSV.

A small Parquet file can ask for any amount of memory and can crash its decoder: here that costs this process
only. It is run by its path and imports nothing of tallyproof, so that it starts quickly.
argv: the most bytes to write. stdin: the file. stdout: CSV with every cell in quotes and empty cells for
nulls; or, with exit code 3, the reason in words why the file does not fit.
"""

from __future__ import annotations

import io
import sys

import polars as pl

_MEMORY_BYTES = 4 * 1024**3
_CPU_SECONDS = 120
_MOST_CELLS = 100_000_000
_UNFIT = 3


def main() -> None:
    """Read a Parquet file from stdin and write it to stdout as CSV."""
    _limit(int(sys.argv[1]))
    file = io.BytesIO(sys.stdin.buffer.read())
    schema = pl.read_parquet_schema(file)
    unfit = [column for column, dtype in schema.items() if dtype.is_nested() or dtype.is_float()]
    if unfit:
        _refuse(f"expected columns of text or whole numbers, got nested or decimal ones: {', '.join(unfit)}")
    rows = pl.scan_parquet(file).select(pl.len()).collect().item()
    if rows * len(schema) > _MOST_CELLS:
        _refuse(f"expected at most {_MOST_CELLS:,} cells, got {rows:,} rows of {len(schema):,}")
    texts = pl.read_parquet(file).cast(pl.String)
    texts.write_csv(sys.stdout.buffer, quote_style="always")


def _refuse(reason: str) -> None:
    sys.stdout.buffer.write(reason.encode("utf-8", "backslashreplace")[:1000])
    sys.stdout.buffer.flush()
    sys.exit(_UNFIT)


def _limit(most_written: int) -> None:
    try:
        import resource
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_FSIZE, most_written),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):
            # macOS keeps no limit on address space; the parent's clock still ends this process.
            continue


if __name__ == "__main__":
    main()
