"""Who acts, and in what capacity."""

from dataclasses import dataclass

SYSTEM_STREAM = "system"
# Where a day begins and ends for the daily seal.
SEAL_ZONE = "Asia/Shanghai"
# The event of opening a patient's record.
READ = "patient.read"
# Events of putting something into a patient's record for them.
WROTE = ("record.received", "message.written")


def patient_stream(patient_id: int) -> str:
    """The audit chain of one patient: a hospital can show it without showing anyone else's."""
    return f"patient:{patient_id}"


def study_stream(study_id: int) -> str:
    """The audit chain of one study."""
    return f"study:{study_id}"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change.

    `account_id` is None for the system itself; `capacity` is the role acted in
    (`patient`, `follow-up-manager`, …) or the name of the job; `request_id` ties
    the events of one request together.
    """

    account_id: int | None
    capacity: str
    request_id: str = ""

    @property
    def person(self) -> int:
        """The account, for what only people do. Raises PermissionError for the system."""
        if self.account_id is None:
            raise PermissionError(f"{self.capacity} is not a person")
        return self.account_id


def system(job: str) -> Actor:
    """The product itself, doing due work."""
    return Actor(account_id=None, capacity=f"system:{job}")
