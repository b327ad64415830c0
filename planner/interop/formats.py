"""Every way in which something of a plan or a roster leaves the service as a file, with a name that tells nothing."""

from typing import NamedTuple

from planner.marked import N_


class Format(NamedTuple):
    """One kind of file. `words`: what it is, for whoever chooses it. `name` is that of the file, which lands in a
    folder that others may see."""

    key: str
    words: str
    media: str
    name: str

    @property
    def disposition(self) -> str:
        """What a browser is told: keep it as a file with this name."""
        return f'attachment; filename="{self.name}"'


LETTER_TEXT = Format("letter-text", N_("The letter as a text file"), "text/plain; charset=utf-8", "letter.txt")
LETTER_PAPER = Format("letter-paper", N_("The letter as a PDF"), "application/pdf", "letter.pdf")
NOTE_TEXT = Format("note-text", N_("The note as a text file"), "text/plain; charset=utf-8", "note.txt")
NOTE_PAPER = Format("note-paper", N_("The note as a PDF"), "application/pdf", "note.pdf")
ROSTER_LIST = Format("roster-list", N_("The roster as a list"), "text/csv; charset=utf-8", "list.csv")
RECORD_PAPER = Format("record-paper", N_("One plan on one page, as a PDF"), "application/pdf", "sheet.pdf")

FORMATS = (LETTER_TEXT, LETTER_PAPER, NOTE_TEXT, NOTE_PAPER, ROSTER_LIST, RECORD_PAPER)
