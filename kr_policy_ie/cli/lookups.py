"""The command `names`."""

import argparse
from typing import Any

from kr_policy_ie.cli.terminal import fail


def add_names(commands: Any) -> None:
    """The command `names` and its verbs."""
    names = commands.add_parser("names", help="ask the gazetteer")
    verbs = names.add_subparsers(required=True, metavar="VERB")
    lookup = verbs.add_parser("lookup", help="who bears this name")
    lookup.add_argument("name", metavar="NAME")
    lookup.add_argument("--date", metavar="DATE", help="on this day, YYYY-MM-DD")
    lookup.add_argument("--country", metavar="CODE", help="in news of this country, as KR")
    lookup.set_defaults(command=_lookup)


def _lookup(options: argparse.Namespace) -> int:
    from kr_policy_ie.pipeline import publication_day  # noqa: PLC0415
    from kr_policy_ie.rules.gazetteer import lookup  # noqa: PLC0415

    date = publication_day(options.date) if options.date else None
    found = lookup(options.name, date=date, context=options.country)
    for entry in found:
        print(f"{entry['kb_id'] or '-':12}  {entry['name']}  ({entry['reason']})")
    return 0 if found else fail(f"{options.name!r} is no name that the gazetteer knows")
