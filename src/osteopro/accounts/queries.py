"""Who is who on the staff."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from osteopro.accounts.models import Account, Preference, StaffMember
from osteopro.accounts.terms import AccountKind


@dataclass(frozen=True, slots=True)
class StaffName:
    """A member of staff as shown on pages, and where alerts go."""

    account_id: int
    zh: str
    en: str
    email: str = ""
    phone: str = ""
    language: str = "zh-hans"
    single_keys: bool = True

    def shown(self, language: str) -> str:
        """The name in the reader's language: 李护士 or Nurse Li."""
        return self.en if language.startswith("en") else self.zh


def staff_names(account_ids: Collection[int]) -> Mapping[int, StaffName]:
    """Names of these members of staff by account id, in one query."""
    members = StaffMember.objects.filter(account_id__in=set(account_ids))
    return {member.account_id: _name(member) for member in members}


def staff_name(account_id: int) -> StaffName:
    """The name of one member of staff. Raises StaffMember.DoesNotExist."""
    return _name(StaffMember.objects.get(account_id=account_id))


def has_first_password(account: object) -> bool:
    """Whether this account still has the password that an administrator made for it."""
    return bool(getattr(getattr(account, "staff", None), "must_change_password", False))


def staff_user_names() -> list[tuple[int, str]]:
    """Account and user name of every member of staff who may sign in, oldest first."""
    staff = Account.objects.filter(kind=AccountKind.STAFF, is_active=True).order_by("pk")
    return [(pk, str(name)) for pk, name in staff.values_list("pk", "username")]


def usernames(account_ids: Collection[int]) -> Mapping[str, int]:
    """These accounts by their user names, in one query."""
    rows = Account.objects.filter(pk__in=set(account_ids)).values_list("username", "pk")
    return {username: pk for username, pk in rows if username}


def staff_id(username: str) -> int | None:
    """The account of the member of staff with this user name."""
    return Account.objects.filter(username=username).values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Preferences:
    """How pages look and sound for somebody."""

    text_size: str = "standard"
    sound: bool = False
    language: str = "zh-hans"
    dialect: str = "mandarin"


def preferences(account_id: int) -> Preferences:
    """The stored preferences, or the defaults."""
    row = Preference.objects.filter(account_id=account_id).first()
    return stored_preferences(row) if row else Preferences()


def stored_preferences(row: Preference) -> Preferences:
    """A row of preferences as pages use it."""
    return Preferences(row.text_size, row.sound, row.language, row.dialect)


def _name(member: StaffMember) -> StaffName:
    return StaffName(
        member.account_id,
        member.name_zh,
        member.name_en,
        member.email,
        member.phone,
        member.language,
        member.single_keys,
    )
