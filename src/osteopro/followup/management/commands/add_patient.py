from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandParser

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Permission, Role
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.admission import Admission, Agreement
from osteopro.enrolment.admitting import NotAdmitted
from osteopro.enrolment.form import BadForm, read_form
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup.actions import Newcomer, add_to_programme
from osteopro.followup.management.problems import Problems
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import (
    Channel,
    ClinicalProfile,
    Education,
    MedicineClass,
    Person,
    ProfileFlag,
    Sex,
)
from osteopro.signin import queries as signin_queries
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic


class Command(BaseCommand):
    help = "Add a patient to the programme; prints the personal link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--birth", required=True, help="YYYY-MM-DD, as on the ID card")
        parser.add_argument("--phone", required=True, help="mobile number")
        parser.add_argument("--sex", required=True, help=", ".join(Sex))
        parser.add_argument("--site", required=True, help="short name of the clinic")
        parser.add_argument("--manager", required=True, help="user name of the follow-up manager")
        parser.add_argument("--backup", required=True, help="user name of the backup")
        parser.add_argument("--channel", default=Channel.ONLINE, help=", ".join(Channel))
        parser.add_argument("--address-as", default="", help="how to speak to them: 王阿姨")
        parser.add_argument("--education", default=Education.UNKNOWN, help=", ".join(Education))
        parser.add_argument(
            "--med-class", default=MedicineClass.NONE, help=", ".join(MedicineClass)
        )
        parser.add_argument("--next-dose-due", help="YYYY-MM-DD")
        parser.add_argument("--flag", action="append", default=[], help="may be repeated")
        parser.add_argument(
            "--eligibility",
            required=True,
            help="file with the enrolment form as JSON, fields as for `osteopro eligibility`",
        )
        parser.add_argument(
            "--consent",
            action="append",
            default=[],
            help=f"purpose agreed to on paper, may be repeated: {', '.join(Purpose)}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        problems = Problems()
        newcomer = self._newcomer(options, problems)
        if newcomer is None or problems.found:
            problems.stop()
        same = patients_queries.same_person(newcomer.person)
        if same:
            numbers = ", ".join(str(pk) for pk in same)
            problems.say(f"This person is probably here already: patient {numbers}.")
            problems.stop()
        # Consent on paper was taken by a person: the manager answers for it.
        by = Actor(newcomer.manager, f"{Role.FOLLOW_UP_MANAGER}:add_patient")
        try:
            patient_id = add_to_programme(by=by, newcomer=newcomer)
        except NotAdmitted as refused:
            problems.say(f"This person cannot be added. {refused}.")
            problems.stop()
        link = signin_queries.link_url(patient_id)
        self.stdout.write(f"Patient {patient_id}: {link or 'reports by phone, no link'}")

    def _newcomer(self, options: dict[str, Any], problems: Problems) -> Newcomer | None:
        person = self._person(options, problems)
        sex = problems.code("--sex", options["sex"], Sex)
        channel = problems.code("--channel", options["channel"], Channel)
        education = problems.code("--education", options["education"], Education)
        profile = self._profile(options, problems)
        clinic = sites_queries.by_code(options["site"])
        if clinic is None:
            problems.say(f"--site: there is no clinic {options['site']!r}.")
            return None
        manager = self._manager("--manager", options["manager"], clinic, problems)
        backup = self._manager("--backup", options["backup"], clinic, problems)
        if manager is not None and manager == backup:
            problems.say("--backup: the backup must be somebody else than the manager.")
        admission = self._admission(options, problems)
        if not (person and sex and channel and education and profile and manager and backup):
            return None
        if admission is None:
            return None
        if admission.form.birth != person.birth:
            problems.say("--eligibility: enr-birth is not the birth date of --birth.")
        return Newcomer(
            site_id=clinic.site_id,
            person=person,
            sex=sex,
            channel=channel,
            manager=manager,
            backup=backup,
            education=education,
            profile=profile,
            admission=admission,
        )

    def _admission(self, options: dict[str, Any], problems: Problems) -> Admission | None:
        given = [problems.code("--consent", each, Purpose) for each in options["consent"]]
        try:
            document = orjson.loads(Path(options["eligibility"]).read_bytes())
            form = read_form(document)
        except (OSError, orjson.JSONDecodeError) as error:
            problems.say(f"--eligibility: {error}")
            return None
        except BadForm as bad:
            for sentence in bad.problems:
                problems.say(f"--eligibility: {sentence}")
            return None
        agreement = Agreement(
            version=enrolment_queries.current_text().text.version,
            purposes=frozenset(purpose for purpose in given if purpose),
            how=How.IN_PERSON,
            language="zh-CN",
        )
        return Admission(form, agreement=agreement)

    def _person(self, options: dict[str, Any], problems: Problems) -> Person | None:
        name = options["name"].strip()
        if not name:
            problems.say("--name: is empty.")
        problems.name("--name", name)
        problems.name("--address-as", options["address_as"])
        birth = problems.date("--birth", options["birth"])
        if birth is not None and birth > clock.now().date():
            problems.say("--birth: is in the future.")
        phone = problems.phone("--phone", options["phone"])
        if birth is None or phone is None:
            return None
        return Person(name, birth, phone, options["address_as"])

    def _profile(self, options: dict[str, Any], problems: Problems) -> ClinicalProfile | None:
        medicine = problems.code("--med-class", options["med_class"], MedicineClass)
        due = options["next_dose_due"]
        dose = problems.date("--next-dose-due", due) if due else None
        flags = [problems.code("--flag", flag, ProfileFlag) for flag in options["flag"]]
        if medicine is None:
            return None
        return ClinicalProfile(medicine, dose, frozenset(flag for flag in flags if flag))

    def _manager(
        self, option: str, username: str, clinic: Clinic, problems: Problems
    ) -> int | None:
        account_id = accounts_queries.staff_id(username)
        if account_id not in access_queries.who_may(Permission.FOLLOW_UP, clinic.site_id):
            problems.say(f"{option}: {username!r} does not follow patients at this clinic.")
            return None
        return account_id
