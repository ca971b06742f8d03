"""The command line: the only place that prints.

Exit codes: 0 all went well, 1 something could not be read or a gate failed (each named in
one line on standard error), 2 the command itself was wrong.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from kr_policy_ie import __version__
from kr_policy_ie.cli.archives import add_batch, add_query
from kr_policy_ie.cli.evaluating import add_evaluate, add_gold
from kr_policy_ie.cli.extracting import add_explain, add_extract
from kr_policy_ie.cli.lookups import add_names
from kr_policy_ie.cli.terminal import fail
from kr_policy_ie.errors import KrPolicyIEError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    parser = _make_parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KrPolicyIEError as error:
        return fail(str(error))
    except BrokenPipeError:
        # The reader has gone (`| head`): say nothing, and keep Python from saying it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return fail("interrupted; the same command goes on where a batch stopped")
    except OSError as error:
        return fail(f"{error.filename or 'input/output'}: {error.strerror or error}")


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kr-policy-ie", description="Facts from trade- and industrial-policy news."
    )
    parser.add_argument("--version", action="version", version=f"kr-policy-ie {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_extract(commands)
    add_explain(commands)
    add_evaluate(commands)
    add_gold(commands)
    add_batch(commands)
    add_query(commands)
    add_names(commands)
    return parser
