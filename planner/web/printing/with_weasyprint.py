"""Makes a file of a printed page with WeasyPrint, which is never let out: no network, no files, only what it is handed.

Loading this module needs WeasyPrint and its library Pango. `pdf.py` does so only when somebody asks for a file.
"""

from functools import lru_cache
from logging import CRITICAL, getLogger
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# Browsers number pages themselves, so only the file needs numbers, and the stamp on every page of the whole plan.
STAMPED = """
@page whole, whole-letter {
  @bottom-left { content: string(stamp); font: 8pt sans-serif; color: #333; width: 85% }
}
.stamp__printed { string-set: stamp content() }
"""
NUMBERED = """
@page whole, whole-letter { @bottom-right { content: "NUMBERS"; font: 8pt sans-serif; color: #333 } }
"""


# They would say which words of our own style sheet they do not know, for every file again.
for talker in ("weasyprint", "fontTools"):
    getLogger(talker).setLevel(CRITICAL)


class HandedOver(URLFetcher):
    """Fetches nothing at all: the style sheet and the pictures come with the page."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Raises ValueError, whatever is asked for. WeasyPrint then goes on without it."""
        raise ValueError("Nothing is fetched for a printed page.")


def file_of(page: str, style_sheet: Path) -> bytes:
    """A page as a PDF that screen readers can read. `page` is HTML of ours, `style_sheet` the one of all pages."""
    return bytes(laid_out(page, style_sheet).write_pdf(pdf_variant="pdf/ua-1"))


def laid_out(page: str, style_sheet: Path) -> Any:
    """The pages before they are written."""
    sheet = _read(style_sheet, style_sheet.stat().st_mtime_ns)
    return HTML(string=page, base_url="", url_fetcher=HandedOver()).render(
        stylesheets=[sheet, _numbers()], font_config=FontConfiguration(), pdf_variant="pdf/ua-1"
    )


@lru_cache(maxsize=2)
def _read(style_sheet: Path, _changed: int) -> CSS:
    """The style sheet, read once for each time it changed: reading it takes longer than a page does."""
    return CSS(string=style_sheet.read_text("utf-8-sig") + STAMPED, base_url="", url_fetcher=HandedOver())


def _numbers() -> CSS:
    """The numbers of the pages, in the language that is spoken."""
    words = _("%(page)s of %(pages)s", page='" counter(page) "', pages='" counter(pages) "')
    return CSS(string=NUMBERED.replace("NUMBERS", words), base_url="", url_fetcher=HandedOver())
