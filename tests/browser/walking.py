"""Going through the pages as a person does: reading headings, choosing answers by their words, pressing buttons."""

from playwright.sync_api import Locator, Page, expect


class Walk:
    """Somebody with a browser in hand, on some page of the service. What is claimed of a page is waited for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    @property
    def path(self) -> str:
        """Where on the service this is."""
        return self.page.url.removeprefix(self.address)

    def opens(self, path: str = "/") -> "Walk":
        """Type an address."""
        self.page.goto(f"{self.address}{path}")
        return self

    def presses(self, words: str) -> "Walk":
        """Press a button or follow a link by its words, and wait for the page it leads to."""
        button = self.page.get_by_role("button", name=words, exact=True)
        with self.page.expect_navigation():
            button.or_(self.page.get_by_role("link", name=words, exact=True)).first.click()
        return self

    def unfolds(self, words: str) -> "Walk":
        """Open what is folded under these words."""
        self.page.locator("summary", has_text=words).first.click()
        return self

    def chooses(self, answer: str, under: str = "") -> "Walk":
        """Choose an answer by its words; `under`: by which part of the page it stands."""
        where: Page | Locator = self.page.get_by_role("group", name=under, exact=True) if under else self.page
        where.get_by_label(answer, exact=True).check()
        return self

    def types(self, text: str, box: str) -> "Walk":
        """Type into a box by its label."""
        self.page.get_by_label(box, exact=True).fill(text)
        return self

    def types_day(self, day: str, month: str, year: str) -> "Walk":
        """Type a day into its three boxes."""
        return self.types(day, "Day").types(month, "Month").types(year, "Year")

    def sees(self, heading: str, spanish: str = "") -> "Walk":
        """Claim which page this is, by its one heading. `spanish`: the same for whoever reads that, if told."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self

    def reads(self, words: str) -> "Walk":
        """Claim that these words stand on the page where they can be read."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        return self

    def finds_none_of(self, *words: str) -> "Walk":
        """Claim that none of these words stands anywhere on the page, be it folded away."""
        text = self.page.locator("main").text_content() or ""
        assert [word for word in words if word.lower() in text.lower()] == []
        return self
