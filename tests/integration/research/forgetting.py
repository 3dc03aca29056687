"""A fresh database in the middle of a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


class Back(Exception):
    """Takes back what was done."""


@contextmanager
def forgotten() -> Iterator[None]:
    """What is done inside did not happen: the database is fresh again."""
    try:
        with transaction.atomic():
            yield
            raise Back
    except Back:
        pass
