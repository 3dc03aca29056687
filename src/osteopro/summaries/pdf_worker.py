"""A process that turns pages into PDF, one after the other.

It stands beside the server: the memory of the layout engine (about 150 MB) and its work never weigh
on the threads that answer pages. Requests come on standard input, answers go to standard output
(`pdf_protocol`). It ends with whoever started it, after a quarter of an hour without work, and
after a number of pages, so that nothing it remembers grows for ever. The pages bring everything
with them: it opens no address, neither a file nor one in the network.
"""

import logging
import select
import sys
from typing import Any

from osteopro.summaries.pdf_protocol import DONE, FAILED, LENGTH, MISSING, READY, framed, length

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
except (ImportError, OSError) as error:  # a library of the system is not there
    _missing = str(error).splitlines()[0]
else:
    _missing = ""

IDLE_SECONDS, PAGES = 900.0, 300
# Tagged, with language and title, fonts embedded: what a reading program needs.
VARIANT = "pdf/ua-1"


def nothing(url: str, *_more: Any, **_named: Any) -> Any:
    """No address is ever opened."""
    raise ValueError(f"{url[:40]} is not opened")


def made(page: bytes, fonts: Any) -> bytes:
    """One page as it is answered: the PDF, or the class of what went wrong."""
    try:
        document = weasyprint.HTML(string=page.decode(), url_fetcher=nothing)
        return framed(document.write_pdf(font_config=fonts, pdf_variant=VARIANT), DONE)
    except Exception as error:
        return framed(type(error).__name__.encode(), FAILED)


def main() -> int:
    """Work until nobody needs it. 3: the layout engine or its libraries are missing."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    out.write(framed(_missing.encode(), MISSING) if _missing else framed(b"", READY))
    out.flush()
    if _missing:
        return 3
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fonts = FontConfiguration()
    for _page in range(PAGES):
        if not select.select([source], [], [], IDLE_SECONDS)[0]:
            break
        head = source.read(LENGTH)
        if len(head) < LENGTH:
            break
        out.write(made(source.read(length(head)), fonts))
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
