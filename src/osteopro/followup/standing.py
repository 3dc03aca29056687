"""What staff did and did not take back: the only rows that count, for actions and pages alike."""

from django.db.models import QuerySet

from osteopro.followup.models import Call, Escalation, Review


def reviews() -> QuerySet[Review]:
    """Outcomes that stand."""
    return Review.objects.filter(void__isnull=True)


def of_records() -> QuerySet[Review]:
    """Outcomes of records that stand."""
    return reviews().filter(occasion__isnull=False)


def calls() -> QuerySet[Call]:
    """Attempts to phone that were not taken back; one that was noted with an outcome goes when
    the outcome does."""
    return Call.objects.filter(void__isnull=True).exclude(reviews__void__isnull=False)


def escalations() -> QuerySet[Escalation]:
    """Questions handed to a physician with an outcome that stands."""
    return Escalation.objects.filter(review__void__isnull=True)
