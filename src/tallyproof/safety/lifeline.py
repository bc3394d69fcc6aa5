"""Worker processes that end when the process that started them is gone."""

from __future__ import annotations

import multiprocessing
import os
import threading
from multiprocessing.process import BaseProcess


def end_with_parent() -> None:
    """Let this worker process end at once when its parent does, however that ended.

    A pool's workers wait for work for ever, and go on with what they have, when their parent is killed: they
    would hold its memory, and write where the next run writes. To be called in a pool's initializer.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), name="lifeline", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
