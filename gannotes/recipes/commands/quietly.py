"""`gannotes recipes | head -1`: where the reader of what is printed has gone, nothing more is said."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY_READS = 141  # as shells have it: 128, and the number of SIGPIPE


@contextmanager
def quiet_if_nobody_reads() -> Iterator[None]:
    """Ends with SystemExit, and leaves Python nothing to complain of when it closes the stream."""
    try:
        try:
            yield
        finally:
            print(end="", flush=True)  # what is still in the buffer fails here, where it is caught
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        raise SystemExit(NOBODY_READS) from None
