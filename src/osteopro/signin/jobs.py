"""Due work of signing in."""

from datetime import timedelta

from osteopro import clock, db
from osteopro.signin.models import SendGate

# The longest time over which codes are counted.
GATE_LIFE = timedelta(days=1)
AT_ONCE = 500


def remove_old_gates() -> int:
    """Remove gates at which nobody waited for a day; returns how many.

    A gate somebody stands at is passed over, so that neither waits for the other.
    """
    with db.write():
        old = SendGate.objects.filter(at__lt=clock.now() - GATE_LIFE).order_by("pk")
        ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        SendGate.objects.filter(pk__in=ids).delete()
    return len(ids)
