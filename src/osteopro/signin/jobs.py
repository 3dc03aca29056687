"""Due work of signing in."""

from datetime import timedelta

from osteopro import clock, db
from osteopro.signin.models import SendGate, TabletCode, WrongTry

# The longest time over which codes are counted.
GATE_LIFE = timedelta(days=1)
AT_ONCE = 500


def remove_old_gates() -> int:
    """Remove gates at which nobody waited for a day; returns how many.

    A gate somebody stands at is passed over, so that neither waits for the other. What was
    counted there, and codes of tablets that are over, go too.
    """
    with db.write():
        old = SendGate.objects.filter(at__lt=clock.now() - GATE_LIFE).order_by("pk")
        ids = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        SendGate.objects.filter(pk__in=ids).delete()
        before = clock.now() - GATE_LIFE
        for rows in (
            WrongTry.objects.filter(at__lt=before),
            TabletCode.objects.filter(expires_at__lt=before),
        ):
            over = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            rows.filter(pk__in=over).delete()
    return len(ids)
