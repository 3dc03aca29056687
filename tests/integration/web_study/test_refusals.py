"""Every reason why something cannot be done has words of its own."""

from osteopro.web.study.refusals import REFUSALS, TOPICS


def test_no_code_stands_in_two_topics() -> None:
    assert len(REFUSALS) == sum(len(topic) for topic in TOPICS)
