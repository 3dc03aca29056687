"""An operator for text messages that takes everything and sends nothing."""


class Nowhere:
    """Set as OSTEOPRO_SMS_GATEWAY while a bench runs."""

    def send(self, to: str, text: str, key: str) -> str:
        return key
