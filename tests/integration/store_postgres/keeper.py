"""A process that keeps originals without end: `keeper.py FOLDER SEED`, says `ready` and waits for a line."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from tallyproof.store import open_election


def main() -> None:
    """Keep originals of up to 2 MB until killed."""
    folder, seed = sys.argv[1:]
    source = random.Random(int(seed))
    with open_election(Path(folder), database_url="") as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        while True:
            store.evidence.put(source.randbytes(source.randrange(1, 2_000_000)))


if __name__ == "__main__":
    main()
