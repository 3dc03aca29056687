"""Logs are events with ids, never names, numbers or answers (design invariant 8).

Two things would break that if they were written as they come: addresses, since a personal link
is one, and the texts of exceptions, since they quote what was being worked on (PostgreSQL adds
the whole row). So addresses are cut at uuids and at the token of a link or card, and of an
exception only its class and where it happened are written.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import structlog

Event = MutableMapping[str, Any]
TOKEN = re.compile(r"/(go|card|shared)/[^/?\s\"'<>]+")
UUID_IN_PATH = re.compile(r"/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
QUERY = re.compile(r"(/[^\s?]*)\?[^\s\"'<>]+")


def scrubbed(value: Any) -> Any:
    """`value` with the private parts of addresses cut out, in texts at any depth.

    >>> scrubbed("Forbidden: /go/3f2a/?next=/me/")
    'Forbidden: /go/…/'
    """
    if isinstance(value, str):
        return QUERY.sub(r"\1", UUID_IN_PATH.sub("/…", TOKEN.sub(r"/\1/…", value)))
    if isinstance(value, Mapping):
        return {key: scrubbed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [scrubbed(each) for each in value]
    return value


def described(error: BaseException) -> str:
    """Class and place of an exception and of what led to it, without a word of their texts."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    yield f"{type(error).__module__}.{type(error).__qualname__}{_code(error)}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_name}"
    context = None if error.__suppress_context__ else error.__context__
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for led_to_it in (error.__cause__ or context, *inner):
        if led_to_it is not None and id(led_to_it) not in seen:
            yield from _lines(led_to_it, seen)


def _code(error: BaseException) -> str:
    """What tells an operator more and quotes nobody: PostgreSQL's code, the system's number."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    code = code or (error.errno if isinstance(error, OSError) else None)
    return f" [{code}]" if code else ""


def _without_texts_of_exceptions(_logger: object, _name: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = described(error)
    return event


def _scrub(_logger: object, _name: str, event: Event) -> Event:
    return {key: scrubbed(value) for key, value in event.items()}


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """JSON lines for records of structlog and of the standard library alike."""
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_texts_of_exceptions,
            _scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        foreign_pre_chain=_SHARED,
    )


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(_settings: Mapping[str, object]) -> None:
    """Send structlog and the standard library's loggers to standard error as JSON lines."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": formatter}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "INFO"},
            "loggers": {
                # Named here to take away Django's own handlers, which write texts as they are.
                "django": {"handlers": [], "propagate": True},
                "django.request": {"level": "ERROR"},
                "django.server": {"level": "ERROR", "handlers": [], "propagate": True},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
