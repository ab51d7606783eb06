"""The command line: a verb, its words, and a sentence with an exit status where it can't go on.

0: done. 1: what was asked for can't be done, with a sentence. 2: the words can't be understood.
130: stopped by hand. 141: nobody reads what is printed.
"""

import argparse
import sys
import warnings
from collections.abc import Sequence

from gannotes.recipes.commands import apply, judge, look, sample, table, train, translate
from gannotes.recipes.commands.quietly import quiet_if_nobody_reads

STOPPED_BY_HAND = 130  # as shells have it
VERBS = (train, translate, sample, apply, judge, look, table)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="gannotes", description="GANs on your own pictures.")
    verbs = made.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in VERBS:
        own = verbs.add_parser(
            verb.NAME, help=verb.HELP, description=verb.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        verb.add_words(own)
        own.set_defaults(run=verb.run)
    return made


def main(words: Sequence[str] | None = None) -> None:
    """Ends with SystemExit where it can't go on: nothing that a user meets is a traceback."""
    print_all_names()
    with quiet_if_nobody_reads():
        obey(parser().parse_args(words))


def obey(given: argparse.Namespace) -> None:
    """Does what was asked for; what can't be done becomes a sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_: print(f"Note: {message}", file=sys.stderr)
        try:
            given.run(given)
        except KeyboardInterrupt as stopped:
            print(f"\n{stopped}" if str(stopped) else "\nstopped", file=sys.stderr)
            raise SystemExit(STOPPED_BY_HAND) from None
        except BrokenPipeError:
            raise
        except (FloatingPointError, OSError, ValueError) as problem:
            raise SystemExit(f"{problem}") from None


def print_all_names() -> None:
    """A name that the console has no letters for is printed with escapes, and stops nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
