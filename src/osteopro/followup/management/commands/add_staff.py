from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from osteopro import db
from osteopro.access.staffing import Colleague, add_colleague
from osteopro.access.terms import Role
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.credentials import is_username, new_password
from osteopro.audit.terms import system
from osteopro.followup.management.problems import Problems
from osteopro.sites import queries as sites_queries
from osteopro.sites.actions import add_site

NOT_STAFF = (Role.PATIENT, Role.HELPER)


class Command(BaseCommand):
    help = "Add a member of staff; prints a password for the first sign-in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="small letters and digits")
        parser.add_argument("--name-zh", required=True, help="as patients read it: 李护士")
        parser.add_argument("--name-en", required=True, help="Nurse Li")
        parser.add_argument("--role", action="append", required=True, help="may be repeated")
        parser.add_argument("--site", required=True, help="short name of the clinic")
        parser.add_argument("--site-name", help="name of a clinic that is not there yet")
        parser.add_argument("--site-name-en", help="its English name (the same if not given)")
        parser.add_argument("--site-phone", help="its telephone, as patients dial it")
        parser.add_argument("--email", default="", help="where alerts go")
        parser.add_argument("--phone", default="", help="where alerts go by text message")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = Problems()
        roles = self._roles(options, problems)
        phone = problems.phone("--phone", options["phone"]) if options["phone"] else ""
        self._check_name(options["username"], problems)
        problems.name("--name-zh", options["name_zh"])
        problems.name("--name-en", options["name_en"])
        clinic = sites_queries.by_code(options["site"])
        if clinic is None and not (options["site_name"] and options["site_phone"]):
            what = "give --site-name and --site-phone to add it."
            problems.say(f"--site: there is no clinic {options['site']!r}; {what}")
        if problems.found:
            problems.stop()
        password = new_password()
        with db.write():
            add_colleague(
                by=system("add_staff"),
                colleague=Colleague(
                    username=options["username"],
                    name_zh=options["name_zh"],
                    name_en=options["name_en"],
                    roles=tuple(roles),
                    site_id=clinic.site_id if clinic else self._add_site(options),
                    email=options["email"],
                    phone=phone or "",
                ),
                password=password,
            )
        self.stdout.write(f"{options['username']} may sign in with: {password}")

    def _roles(self, options: dict[str, Any], problems: Problems) -> list[Role]:
        codes = [role.value for role in Role if role not in NOT_STAFF]
        found = [problems.among("--role", text, codes) for text in options["role"]]
        return [Role(code) for code in dict.fromkeys(found) if code]

    def _check_name(self, username: str, problems: Problems) -> None:
        if not is_username(username):
            problems.say(f"username: {username!r} is not 2 to 40 small letters, digits, . - _")
        elif accounts_queries.staff_id(username) is not None:
            problems.say(f"username: {username!r} is taken.")

    def _add_site(self, options: dict[str, Any]) -> int:
        return add_site(
            by=system("add_staff"),
            code=options["site"],
            name_zh=options["site_name"],
            name_en=options["site_name_en"] or options["site_name"],
            phone=options["site_phone"],
        )
