"""A browser without scripts: it reads a page, fills its forms and presses its buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

#: The most that one page may weigh.
MOST_BYTES = 60_000
_VOID = frozenset(("meta", "link", "input", "br", "path", "rect", "img"))


@dataclass
class Element:
    """One element: its tag, its attributes, and the text in it and in those below it."""

    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    language: str
    text: str = ""


@dataclass
class Form:
    """A form: where it goes, and what it holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as elements in their order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.elements: list[Element] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[Element] = []
        self.feed(source)
        self.close()
        assert not self._open, f"{self._open[-1].tag} is not closed"

    def handle_starttag(self, tag, attrs):
        above = self._open[-1].language if self._open else ""
        given = dict(attrs)
        assert len(given) == len(attrs), f"{tag} has an attribute twice"
        inside = tuple(each.tag for each in self._open)
        element = Element(tag, given, inside, given.get("lang") or above)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        closed = self._open.pop()
        assert closed.tag == tag, f"{closed.tag} is closed by {tag}"

    def handle_data(self, data):
        for element in self._open:
            element.text += data
        if data.strip() and self._open:
            self.texts.append((self._open[-1].language, data.strip()))

    def find(self, tag, **attributes) -> list[Element]:
        """Elements by tag and attributes; `class_` is one of the classes."""
        return [each for each in self.elements if each.tag == tag and _has(each, attributes)]

    @property
    def words(self) -> str:
        """Everything that is read, spoken ones included."""
        spoken = ("aria-label", "title", "alt", "placeholder")
        said = [each.attributes.get(name) or "" for each in self.elements for name in spoken]
        return " ".join([text for _, text in self.texts] + said)


def _has(element, wanted):
    for name, value in wanted.items():
        given = element.attributes.get(name.rstrip("_").replace("_", "-")) or ""
        if value not in (given.split() if name == "class_" else (given,)):
            return False
    return True


def forms(page: Page) -> list[tuple[Form, list[Element]]]:
    """The forms of a page with their buttons, filled as they stand."""
    found: list[tuple[Form, list[Element]]] = []
    selects: list[str] = []
    for each in page.elements:
        name = each.attributes.get("name") or ""
        if each.tag == "form":
            found.append((Form(each.attributes["action"], each.attributes["method"]), []))
        elif "form" in each.inside and each.tag == "input":
            found[-1][0].fields[name] = each.attributes.get("value") or ""
        elif "form" in each.inside and each.tag == "textarea":
            found[-1][0].fields[name] = each.text.removeprefix("\n")
        elif "form" in each.inside and each.tag == "select":
            selects.append(name)
            found[-1][0].fields.setdefault(name, None)
        elif "form" in each.inside and each.tag == "option":
            first = found[-1][0].fields.get(selects[-1])
            if first is None:
                given = each.attributes.get("value")
                found[-1][0].fields[selects[-1]] = each.text if given is None else given
        elif "form" in each.inside and each.tag == "button":
            found[-1][1].append(each)
    return found


class Visitor:
    """Somebody who looks at pages through a client."""

    def __init__(self, client) -> None:
        self._client = client
        self.go("/")

    def go(self, path):
        return self._see(self._client.get(path))

    def check(self, medications, conditions="", age=""):
        """Fill the form and send it."""
        self.go("/")
        return self.press("Check the list", medications=medications, conditions=conditions, age=age)

    def press(self, words, **fields):
        """Press the one button that says so, with some fields of its form changed."""
        pressed = [
            (form, button)
            for form, buttons in forms(self.page)
            for button in buttons
            if button.text.strip() == words or button.attributes.get("value") == words
        ]
        assert pressed, f"no button says {words}"
        form, button = pressed[0]
        assert form.method == "post"
        sent = form.fields | fields
        if button.attributes.get("name"):
            sent[button.attributes["name"]] = button.attributes["value"]
        action = button.attributes.get("formaction") or form.action
        return self._see(self._client.post(urljoin(self.path, action), data=sent))

    def _see(self, answer):
        self.answer = answer
        self.path = answer.request.url.path
        if answer.headers["content-type"].startswith("text/html"):
            self.page = Page(answer.text)
        return self


def lines(page):
    """What stands in the field of medicines."""
    return page.find("textarea")[0].text.split("\n")[1:-1]
