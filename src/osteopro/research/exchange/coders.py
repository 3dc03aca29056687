"""Who did something, without saying which account: a GUID in the file, a number in the database.

Members have their own GUID. Anybody else, such as a participant who answered on their own page,
gets one that is made from the number and gives it back. Who is not known where a study is put back
gets a number below zero, with which nobody signs in.
"""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

_MARK = 0x05_7E_09_50_00_00_80_00
_SHIFT, _BYTES = 64, 7


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:_BYTES]) or 1


class Coders:
    """From accounts to GUIDs; `members` has the GUID of each account that is a member."""

    def __init__(self, study: UUID, members: Mapping[int, UUID]) -> None:
        self._study = study
        self._members = members
        self.others: set[UUID] = set()

    def guid(self, account: int) -> UUID:
        """The GUID of an account, the same in every export."""
        if account in self._members:
            return self._members[account]
        number = -account if account < 0 else _number(f"{self._study} {account}")
        made = UUID(int=_MARK << _SHIFT | number)
        self.others.add(made)
        return made


class Accounts:
    """From GUIDs to accounts; `known` has the accounts that somebody named."""

    def __init__(self, known: Mapping[UUID, int]) -> None:
        self._known = known

    def number(self, guid: UUID) -> int:
        """The account, or a number below zero that gives the GUID back."""
        if guid in self._known:
            return self._known[guid]
        if guid.int >> _SHIFT == _MARK:
            return -(guid.int & ((1 << _SHIFT) - 1))
        return -_number(str(guid))
