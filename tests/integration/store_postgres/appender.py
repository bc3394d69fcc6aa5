"""A process that appends batches: `appender.py FOLDER DATABASE_URL NAME FIRST LAST`.

Once open it says `ready` and waits for a line. The batch `NAME-n` has 1 + n % 40 records, each naming its
batch and its place in it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tallyproof.store import Draft, open_election


def batch_of(key: str, size: int) -> Callable[[int], list[Draft]]:
    """Return the maker of a batch that can be recognised afterwards."""

    def make(start: int) -> list[Draft]:
        return [
            Draft(
                f'{{"batch":"{key}","index":{start + n},"n":{n}}}'.encode(),
                "image",
                1,
                b"\x00\xff" + bytes([n]),
            )
            for n in range(size)
        ]

    return make


def main() -> None:
    """Append the batches one by one."""
    folder, url, name, first, last = sys.argv[1:]
    with open_election(Path(folder), database_url=url) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for number in range(int(first), int(last)):
            # SQLite serves waiting writers in no order; a real run, too, works between two appends.
            time.sleep(0.002)
            store.journal.append(f"{name}-{number}", batch_of(f"{name}-{number}", 1 + number % 40))


if __name__ == "__main__":
    main()
