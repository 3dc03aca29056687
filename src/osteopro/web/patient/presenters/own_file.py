"""Everything somebody gave and got as one JSON file, for another system.

The records are a FHIR R4 Bundle of QuestionnaireResponses as they were stored; the rest is plain
JSON in codes. It is written row by row, so its length costs no memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson

from osteopro import clock
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.queries import Entry
from osteopro.followup.queries import own_data
from osteopro.followup.queries.frame import Frame
from osteopro.patients.helpers import HelperView, helpers_of
from osteopro.web.patient.presenters import reads
from osteopro.web.patient.presenters.names import Names

FORMAT = "osteopro-own-data"
VERSION = 1
EVER = datetime(1900, 1, 1, tzinfo=UTC)


def chunks(of: Frame, who: Names) -> Iterator[bytes]:
    """The file in pieces, together one JSON object. Times are UTC."""
    yield b'{"format":%b,"version":%d' % (orjson.dumps(FORMAT), VERSION)
    yield b',"made_at":%b,"person":%b' % (orjson.dumps(clock.now()), orjson.dumps(_person(of)))
    yield b',"records":{"resourceType":"Bundle","type":"collection","entry":'
    yield from _array(_entries(of.patient_id))
    yield b"}"
    for name, rows in _rest(of, who).items():
        yield b",%b:" % orjson.dumps(name)
        yield from _array(rows)
    yield b"}\n"


def _array(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    yield b"["
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + orjson.dumps(row, default=str)
    yield b"]"


def _entries(patient_id: int) -> Iterator[dict[str, Any]]:
    for document in own_data.documents(patient_id):
        yield {"fullUrl": f"urn:uuid:{document['identifier']['value']}", "resource": document}


def _person(of: Frame) -> dict[str, Any]:
    person = of.person
    return {
        "name": person.name,
        "address_as": person.address_as,
        "birth_date": person.birth,
        "phone": person.phone,
        "email": person.email,
        "id_number": person.id_number,
        "clinic": {"zh-CN": of.clinic.shown("zh-hans"), "en": of.clinic.shown("en")},
        "asked_since": of.starts_on,
        "asked_every_days": of.plan.days,
    }


def _rest(of: Frame, who: Names) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    mine = of.patient_id
    return {
        "scores": map(asdict, own_data.scores(mine)),
        "shown_at_once": map(asdict, own_data.shown(mine)),
        "messages": ({**asdict(e), "by": who.anybody(e.by)} for e in own_data.talk(mine, EVER)),
        "advice": ({**asdict(e), "by": who.staff(e.by)} for e in own_data.advised(mine, EVER)),
        "attachments": map(asdict, own_data.attached(mine)),
        "answers_to_messages": map(asdict, own_data.answers(mine)),
        "calls": ({**asdict(e), "by": who.staff(e.by)} for e in own_data.calls(mine, EVER)),
        "asked_of_doctors": (
            {**asdict(e), "physician": who.staff(e.physician)} for e in own_data.told(mine, EVER)
        ),
        "measurements": map(asdict, own_data.measured(mine, EVER.date())),
        "consents": map(_consent, enrolment_queries.history(mine)),
        "taking_part": map(asdict, own_data.stayed(mine)),
        "pauses": map(asdict, own_data.rested(mine)),
        "messages_sent": map(asdict, own_data.texted(mine)),
        "family": map(_helper, helpers_of(mine)),
        "opened_or_written": (
            {"at": e.at, "by": who.anybody(e.actor), "what": e.object_type}
            for e in own_data.looked(mine, of.account_id, EVER)
            if reads.told(of, e, e.actor in who.members)
        ),
    }


def _consent(entry: Entry) -> Mapping[str, Any]:
    answer = entry.answer
    return {
        "purpose": answer.purpose,
        "decision": answer.decision,
        "version": answer.version,
        "language": answer.language,
        "at": answer.at,
        "how": answer.how,
        "paper_on": answer.paper.on if answer.paper else None,
    }


def _helper(found: HelperView) -> Mapping[str, Any]:
    return {
        "relation": found.person.relation,
        "may": sorted(found.scopes),
        "since": found.since,
        "until": found.until,
        "stopped_at": found.stopped_at,
    }
