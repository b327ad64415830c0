"""A keyboard and nothing else: Tab, Space, Enter and the arrows; and what can be seen of where it is."""

from playwright.sync_api import Page, expect

# The words of what has the focus: its label, or what stands on it.
WORDS = """() => {
  const it = document.activeElement;
  const words = it.labels?.length ? it.labels[0].textContent : it.textContent;
  return words.replace(/\\s+/g, ' ').trim();
}"""

# Whether what has the focus looks otherwise than without it, and stands where it can be seen. The ring of a radio or a
# tick box is drawn round its label's own circle or square.
SEEN = """() => {
  const it = document.activeElement;
  if (it === document.body) return 'nothing has the focus';
  const drawn = ['radio', 'checkbox'].includes(it.type) ? [it.labels[0], '::before'] : [it, null];
  const look = () => {
    const style = getComputedStyle(...drawn);
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.backgroundColor, style.position].join();
  };
  const focused = look(), box = drawn[0].getBoundingClientRect();
  it.blur();
  const plain = look();
  it.focus({focusVisible: true, preventScroll: true});
  if (focused === plain) return 'it looks as if it had no focus: ' + it.outerHTML.slice(0, 120);
  const inside = box.top > -1 && box.left > -1 && box.bottom < innerHeight + 1 && box.right < innerWidth + 1;
  return inside ? '' : 'it stands outside the window: ' + it.outerHTML.slice(0, 120);
}"""
# What may be chosen from where the focus is: the answers of this group.
ANSWERS = """() => [...document.getElementsByName(document.activeElement.name || '-')]
  .filter(it => it.type === 'radio').map(it => it.labels[0].textContent.trim())"""
FURTHEST = 120  # presses of Tab from anywhere to anywhere on a page


class Keyboard:
    """Somebody who has no mouse, on some page of the service."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def presses(self, key: str) -> "Keyboard":
        """Press one key. Wherever it leads has to be seen."""
        self.page.keyboard.press(key)
        hidden = self.page.evaluate(SEEN)
        assert hidden == "", hidden
        return self

    def is_at(self, words: str) -> bool:
        """Whether what has the focus begins with these words."""
        return bool(self.page.evaluate(WORDS).startswith(words))

    def goes_to(self, words: str) -> "Keyboard":
        """Press Tab until what begins with these words has the focus."""
        for _ in range(FURTHEST):
            if self.presses("Tab").is_at(words):
                return self
        raise AssertionError(f"{words!r} cannot be reached with Tab.")

    def follows(self, words: str) -> "Keyboard":
        """Go to a link or a button, and press Enter there."""
        self.goes_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self

    def chooses(self, answer: str) -> "Keyboard":
        """Go to the group with this answer, choose its first one with Space, and go on to this one with the arrow."""
        for _ in range(FURTHEST):
            if answer in self.presses("Tab").page.evaluate(ANSWERS):
                break
        self.presses("Space")
        while not self.is_at(answer):
            self.presses("ArrowDown")
        expect(self.page.get_by_label(answer, exact=True)).to_be_checked()
        return self

    def types(self, *texts: str) -> "Keyboard":
        """Type into the next box, and into those after it."""
        for text in texts:
            self.presses("Tab").page.keyboard.type(text)
        return self

    def is_on(self, heading: str) -> "Keyboard":
        """Claim that the page is this one, and that whoever reads it by ear is on its heading."""
        found = self.page.get_by_role("heading", level=1)
        expect(found).to_have_text(heading)
        expect(found).to_be_focused()
        return self
