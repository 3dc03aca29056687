"""Who may sign in. Nothing here says who a patient is: that is patients.Identity."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from osteopro.accounts.terms import AccountKind


class AccountManager(BaseUserManager["Account"]):
    """Finds staff by user name; patients and helpers have none."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One sign-in. Staff have a user name and password; patients come by link or code."""

    last_login = None  # the audit trail knows; a write per sign-in does not help

    kind = models.CharField(max_length=10, choices=[(k, k) for k in AccountKind])
    username = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_only_staff_have_user_names",
                condition=models.Q(kind=AccountKind.STAFF, username__isnull=False)
                | (~models.Q(kind=AccountKind.STAFF) & models.Q(username__isnull=True)),
            )
        ]


class StaffMember(models.Model):
    """How colleagues and patients know a member of staff, and where alerts reach them."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="staff")
    # As patients read it: 李护士 / Nurse Li.
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    single_keys = models.BooleanField(default=True)
    # Somebody else made the password and knows it: it opens nothing but the page to change it.
    must_change_password = models.BooleanField(default=False)


class Device(models.Model):
    """A phone or computer on which a patient has signed in before: no birth date asked there."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)


class Preference(models.Model):
    """How a patient or helper wants pages to look and sound; nothing clinical."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="preference")
    text_size = models.CharField(max_length=10, default="standard")
    # The synthetic voice of the phone itself, where nobody recorded a question (ux R21).
    sound = models.BooleanField(default=False)
    dialect = models.CharField(max_length=10, default="mandarin")
    language = models.CharField(max_length=10, default="zh-hans")
