"""`osteopro import_patients FILE`: the people of a programme that already runs."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandParser

from osteopro.access.terms import Role
from osteopro.audit.terms import Actor
from osteopro.followup.importing import actions, running
from osteopro.followup.importing.checking import Checked, Same, check_file, same_from_json
from osteopro.followup.importing.problems import problems_from_json, said
from osteopro.followup.importing.setting import setting_for
from osteopro.followup.importing.table import BadFile
from osteopro.followup.management.problems import Problems
from osteopro.patients import staging
from osteopro.patients.terms import BatchState, RowState
from osteopro.sites import queries as sites_queries

LANGUAGES = {"zh": "zh-CN", "en": "en"}
LINKS = ("later", "now")


class Command(BaseCommand):
    help = "Bring in patients from a CSV file; with --check only say what would happen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="CSV, see docs/how-to/import-patients.md")
        parser.add_argument("--site", required=True, help="short name of the clinic")
        parser.add_argument(
            "--by", required=True, help="user name of the follow-up staff who answers for the file"
        )
        parser.add_argument("--check", action="store_true", help="store nothing")
        parser.add_argument(
            "--links", default="later", choices=LINKS, help="when personal links are sent"
        )
        parser.add_argument("--lang", default="en", choices=LANGUAGES, help="of the messages")

    def handle(self, *args: Any, **options: Any) -> None:
        problems, language = Problems(), LANGUAGES[options["lang"]]
        clinic = sites_queries.by_code(options["site"])
        if clinic is None:
            problems.say(f"--site: there is no clinic {options['site']!r}.")
            problems.stop()
        author = setting_for(clinic.site_id).staff.get(options["by"])
        if author is None:
            problems.say(f"--by: {options['by']!r} does not follow patients at this clinic.")
        data = _content(options["file"], problems)
        if problems.found or author is None or data is None:
            problems.stop()
        checked = _checked(data, clinic.site_id, language, problems)
        for row in checked.rows:
            _say(row, language, problems)
        if problems.found:
            problems.stop()
        ready = sum(row.state is RowState.READY for row in checked.rows)
        before = len(checked.rows) - ready
        if options["check"]:
            self.stdout.write(f"{ready} can be added; {before} were added before.")
            return
        by = Actor(author, f"{Role.FOLLOW_UP_MANAGER}:import_patients")
        self._run(by, clinic.site_id, data, checked, links_now=options["links"] == "now")

    def _run(
        self, by: Actor, site_id: int, data: bytes, checked: Checked, *, links_now: bool
    ) -> None:
        begun = staging.running_with(by.person, checked.rows[0].key)
        uuid = begun or uuid4()
        if begun is None:
            actions.bring_file(by=by, uuid=uuid, site_id=site_id, data=data, checked=checked)
            actions.start(by=by, uuid=uuid, links_now=links_now)
        else:
            self.stdout.write("This file was begun before: going on where it stopped.")
        # A server's due work may take rows of the same file; it is done when none is left.
        while (found := staging.batch_of(by.person, uuid)) and found.state is BatchState.RUNNING:
            running.bring_in()
        if found is None:
            return
        counts = staging.counts(found.batch_id)
        self.stdout.write(
            f"{counts[RowState.ADDED]} added, {counts[RowState.SKIPPED]} were here, "
            f"{counts[RowState.REFUSED]} refused."
        )


def _content(path: str, problems: Problems) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        problems.say(f"{path}: {error.strerror}")
        return None


def _checked(data: bytes, site_id: int, language: str, problems: Problems) -> Checked:
    try:
        return check_file(data, site_id)
    except BadFile as bad:
        problems.say(said(bad.code, bad.values, "", language))
        problems.stop()


def _say(row: staging.StagedRow, language: str, problems: Problems) -> None:
    if row.state is RowState.REFUSED:
        for problem in problems_from_json(row.problems):
            problems.say(f"{row.number}: {problem.said(language)}")
    for same in same_from_json(row.same):
        problems.say(f"{row.number}: {_who(same)} (same {same.by}).")


def _who(same: Same) -> str:
    here = f"patient {same.patient_id}" if same.patient_id else f"row {same.row}"
    return f"probably {here}"
