"""What our commands for other programs share: JSON in, JSON out, exit 2 on bad input."""

import sys
from collections.abc import Callable
from typing import Any

import orjson
from django.core.management.base import BaseCommand


class JsonCommand(BaseCommand):
    """A command that reads one JSON document and writes one. Needs no database."""

    requires_system_checks = ()

    def run(self, work: Callable[[], Any], refusals: type[Exception]) -> None:
        """Print the result of `work` as JSON; on bad input say each problem and exit 2."""
        try:
            result = work()
        except refusals as error:
            problems = getattr(error, "problems", None) or [str(error)]
            for problem in problems:
                self.stderr.write(str(problem))
            outcome = getattr(error, "outcome", None)
            if outcome:
                self.stderr.write(orjson.dumps(outcome, option=orjson.OPT_INDENT_2).decode())
            sys.exit(2)
        self.stdout.write(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())
