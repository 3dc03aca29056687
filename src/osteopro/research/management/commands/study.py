import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from osteopro.accounts import queries as accounts
from osteopro.audit.terms import system
from osteopro.research import actions
from osteopro.research.actions.exchanging import NO_ARCHIVE
from osteopro.research.doing import Refused
from osteopro.research.models import Study
from osteopro.research.refi.losses import Loss
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.terms import Profile

BY = system("study")


class Command(BaseCommand):
    help = "Write a study as a file, or make a study of one (docs/how-to/exchange.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        out = ways.add_parser("export", help="write a file")
        out.add_argument("study", help="the number of the study, or its GUID")
        out.add_argument("--profile", choices=[p.value for p in Profile], default=Profile.ARCHIVE)
        out.add_argument("-o", "--output", type=Path, required=True)
        back = ways.add_parser("import", help="make a study of an archive, or of another program's")
        back.add_argument("file", type=Path)
        back.add_argument(
            "--member",
            action="append",
            default=[],
            metavar="N=USERNAME",
            help="who the N-th of the team is here; may be repeated",
        )

        other = "a file of another program: "
        back.add_argument("--lead", metavar="USERNAME", help=f"{other}who leads the study")
        back.add_argument(
            "--consented-on",
            type=date.fromisoformat,
            metavar="DATE",
            help=f"{other}the day by which all participants had agreed on paper",
        )
        back.add_argument(
            "--names-removed", action="store_true", help=f"{other}its texts name nobody"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        way = {"export": self._export, "import": self._import}[options["way"]]
        try:
            way(options)
        except RefusedFileError as error:
            self._stop(f"the file is refused: {error}")
        except Refused as error:
            self._stop(f"refused: {error.code}")
        except OSError as error:
            self._stop(f"{error.filename}: {error.strerror}")

    def _export(self, options: dict[str, Any]) -> None:
        profile = Profile(options["profile"])
        found = actions.export_study(by=BY, study_id=self._study(options["study"]), profile=profile)
        options["output"].write_bytes(found.data)
        self._tell(found.losses)
        self.stdout.write(f"{options['output']}: {len(found.data)} bytes")

    def _import(self, options: dict[str, Any]) -> None:
        team = dict(self._member(each) for each in options["member"])
        with options["file"].open("rb") as file:
            try:
                found = actions.import_study(by=BY, file=file, team=team)
            except Refused as error:
                if error.code != NO_ARCHIVE:
                    raise
                answering = self._answering(options)
                found = actions.adopt_study(by=BY, file=file, answering=answering, team=team)
        self._tell(found.losses)
        self.stdout.write(f"study {found.study_id}")

    def _answering(self, options: dict[str, Any]) -> actions.Answering:
        lead = accounts.staff_id(options["lead"] or "")
        if lead is None or not options["consented_on"] or not options["names_removed"]:
            self._stop(
                "no archive of ours. For a file of another program say --lead USERNAME, "
                "--consented-on DATE and --names-removed: somebody has to answer for both."
            )
        return actions.Answering(lead, options["consented_on"])

    def _study(self, text: str) -> int:
        if text.isdecimal():
            row = Study.objects.filter(pk=int(text)).first()
        else:
            try:
                row = Study.objects.filter(guid=UUID(text)).first()
            except ValueError:
                row = None
        if row is None:
            self._stop(f"there is no study {text!r}")
        return row.pk

    def _member(self, text: str) -> tuple[int, int]:
        place, _, username = text.partition("=")
        account = accounts.staff_id(username)
        if not place.isdecimal() or account is None:
            self._stop(f"--member {text}: N=USERNAME of somebody on the staff is needed")
        return int(place), account

    def _tell(self, losses: tuple[Loss, ...]) -> None:
        for each in losses:
            self.stderr.write(f"{each.element}: {each.count or '?'} {each.became} ({each.why})")

    def _stop(self, problem: str) -> NoReturn:
        self.stderr.write(problem)
        sys.exit(2)
