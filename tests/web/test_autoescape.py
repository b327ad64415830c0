"""Whatever a person types is shown as text: every macro we use is tried with hostile strings."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import Environment, nodes

from tests.web.phones import OWN_WORDS, without_our_scripts

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></textarea><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
)

OPTIONS = "[{'value': x, 'text': x, 'hint': x, 'lang': x}]"
ASKED = ", name=x, legend=x, hint=x, error=x"

SOURCES = "[{'title': x, 'where': x, 'url': 'https://' ~ x, 'last_checked': x, 'own_reading': x}]"


def hostile_at(keys: str, *more: str) -> str:
    """A value for a macro that takes one thing with many parts: the hostile string at each of these keys."""
    return "{" + ", ".join([*(f"'{key}': x" for key in keys.split()), *more]) + "}"


TICKS = "'ticks': [{'at': x, 'label': x, 'year': x}]"
BAR = hostile_at("title when x width label_x label_y last near paused", "'y': 1")
RING = hostile_at("title when x first band_x band_width label_x label_y anchor", "'y': 1")
ACROSS = hostile_at(
    "width height rule_x rule_end after_width after_height today_x today_y today_anchor foot_y",
    TICKS,
    f"'bars': [{BAR}]",
    f"'rings': [{RING}]",
)
DOWN_TICKS = "'ticks': [{'at': 1, 'label': x, 'year': x}]"
DOWN_BAR = hostile_at("y height last near paused", "'x': 1")
DOWN_RING = hostile_at("first y band_y band_height", "'x': 1")
LABEL = "{'kind': x, 'lines': [(x, x)], 'when': [(x, x)], 'path': x}"
DOWN = hostile_at(
    "width height rule_y today_y foot_y after_height",
    "'axis': 1, 'words_x': 1",
    DOWN_TICKS,
    f"'bars': [{DOWN_BAR}]",
    f"'rings': [{DOWN_RING}]",
    f"'labels': [{LABEL}]",
)
WINDOW = hostile_at(
    "width height x bar_width last near paused today_x today_anchor",
    TICKS,
    f"'marks': [{hostile_at('x band_x band_width first name name_x name_y anchor')}]",
)

SEEN_DAY = hostile_at("when title text rings")
SEEN = hostile_at("name many lang same_text not_in_it", f"'first': [{SEEN_DAY}], 'rest': [{SEEN_DAY}]")

FIGURE = "{'says': x, 'chosen': true, 'sources': " + SOURCES + "}"
DIFFERS = hostile_at("title says reason others", f"'figures': [{FIGURE}]")

WAY = hostile_at("id name since state tag tried", "'here': true, 'waits': true, 'daily': true")
LINE = hostile_at("when what why became sent")
CLOSE = hostile_at("notice rises", f"'steps': [{hostile_at('path title day')}]")

# One call for every macro of ours, with the hostile string `x` in every parameter that can be text. A new
# macro, or a new parameter of an old one, fails the tests below until it stands here.
OURS = {
    "icon.html": {"icon": "icon(name=x, small=true)"},
    "tag.html": {"tag": "tag(word=x, kind=x)"},
    "frame.html": {
        "ways_to_read": "ways_to_read()",
        "site_header": "site_header(name=x, home=x, exit_url=x, leave=x, skip=x)",
        "site_footer": "site_footer(lines=[x])",
    },
    "plan.html": {
        "card": "card(heading=x, level=2, id=x)",
        "next_card": "next_card(title=x, when=x, why=x, href=x, eyebrow=x, note=x, tone=x)",
        "step_row": "step_row(title=x, when=x, state=x, word=x, href=x, who=x, last_safe=x, near=true, id=x, "
        "correction=x, corrected_on=x)",
        "corrected": "corrected(text=x, day=x)",
        "option_row": "option_row(title=x, verdict=x, word=x, start_by=x, estimate=x)",
        "notice": "notice(heading=x, text=x, kind=x, icon_name=x, level=2)",
        "fold": "fold(title=x, note=x, open=x, id=x, level=x, look=x)",
        "why": "why(summary=x, text=x, open=x)",
        "source_list": "source_list(sources=" + SOURCES + ")",
        "course": "course(stops=[{'kind': x, 'title': x, 'when': x, 'note': x, 'near': x}], label=x)",
    },
    "phones.html": {
        "numbers": "numbers(phones=[{'who': x, 'number': x, 'dial': x}])",
        "phone_boxes": "phone_boxes(at=x, who=x, number=x, wrong={'who': x, 'number': x})",
    },
    "beside.html": {
        "shared_beside": "shared_beside(beside={'line': x, 'ending': [{'id': x, 'label': x, 'until': x}], 'more': [x]})"
    },
    "reminders.html": {
        "way": f"way(one={WAY}, number=x, wrong=x, daily=true)",
        "lines": f"lines(some=[{LINE}])",
        "all_lines": f"all_lines(first=[{LINE}], more=[{LINE}])",
        "last_days": f"last_days(close={CLOSE}, form=x) ~ last_days(close={CLOSE})",
        "reached_by": "reached_by(reach={'line': x}) ~ reached_by(reach={'failing': true})",
    },
    "proof.html": {"prove_it": "prove_it(proof={'can': true, 'has_code': true, 'wrong': x})"},
    "changed.html": {"what_changed": "what_changed(lines=[{'what': x, 'was': x, 'now': x}], notes=[x])"},
    "chart.html": {
        "usual_course": "usual_course(caption=x)",
        "across": "across(drawing=" + ACROSS + ", label=x)",
        "down": "down(drawing=" + DOWN + ", label=x)",
        "window": "window(drawing=" + WINDOW + ", label=x)",
    },
    "form.html": {
        "choose_one": "choose_one(options="
        + OPTIONS
        + ", value=x, row=x, line=x, heads=x, id=x, hidden=x"
        + ASKED
        + ")",
        "choose_any": "choose_any(options=" + OPTIONS + ", values=[x], heads=x" + ASKED + ")",
        "day_boxes": "day_boxes(values={'day': x, 'month': x, 'year': x}, wrong=[x], parts=['day', 'month'], heads=x"
        + ASKED
        + ")",
        "hour_boxes": "hour_boxes(legend=x, boxes=[{'name': x, 'label': x, 'value': x}, {'name': x, 'value': x}], "
        "options=[{'value': x, 'text': x}], hint=x, error=x)",
        "text_box": "text_box(name=x, label=x, value=x, hint=x, error=x, width=x, inputmode=x, heads=x, id=x)",
        "text_area": "text_area(name=x, label=x, value=x, id=x, hint=x, error=x, rows=x, quiet=x)",
        "page_heading": "page_heading(text=x, focus=x)",
        "only_heard": "only_heard(text=x)",
        "form_keys": "form_keys()",
        "so_far": "so_far(number=x, of=x)",
        "error_summary": "error_summary(mistakes=[{'text': x, 'href': x}, {'text': x}], heading=x)",
        "button": "button(text=x, main=x, name=x, value=x, type=x, icon_name=x, formaction=x) ~ button(x, href=x)",
    },
    "calendar.html": {
        "glimpse": f"glimpse(seen={SEEN})",
        "one": f"one(day={SEEN_DAY}, lang=x)",
        "choices_kept": "choices_kept(choices="
        + hostile_at("label audience words language program alarms", "'phases': [x]")
        + ", health=x)",
        "limits": "limits(guide={'name': x, 'asks': x, 'limits': [x], 'tried': false})",
        "grace": "grace(graces=[{'value': x, 'text': x, 'hint': x}], id=x)",
    },
    "shared.html": {
        "own_words": "own_words(action=x, label=x, own={'words': x, 'tell': false}, stands={'words': x, 'tell': true}, "
        "wrong=x, theirs='' ~ x, hint=x, rows=x)",
    },
    "account.html": {
        "passkey": "passkey(text=x, asks=x, then=x, named=x, main=x, wrong=x, elsewhere=x)",
        "typed": "typed(name=x, label=x, type=x, value=x, complete=x, hint=x, error=x, inputmode=x)",
        "passkey_script": "passkey_script()",
    },
    "hand_over.html": {"another_link": "another_link(enrolment=x)"},
    "disagreement.html": {
        "disagreement": f"disagreement(one={DIFFERS}, level=3)",
        "disagreements": f"disagreements(found=[{DIFFERS}], level=2)",
        "figures": f"figures(list=[{FIGURE}])",
    },
    "at_clinic.html": {
        "begun_by": "begun_by(begun={'first': true, 'clinic': x, 'sees': x, 'question': x}) ~ "
        "begun_by(begun={'question': x})",
        "gone_clinic": "gone_clinic(gone=x)",
        "how_to_reach": "how_to_reach(clinic={'phones': [{'who': x, 'number': x, 'dial': x}], 'opening': x})",
    },
    "printed.html": {
        "box": "box()",
        "first_things": "first_things(warnings=[{'kind': x, 'heading': x, 'text': x, 'listed': [x]}], more=x, level=2)",
        "questions": "questions(asked=[x], more=x, level=2) ~ questions(asked=[], more=x, level=2)",
        "stamped": "stamped(stamp=" + hostile_at("printed apart where advice squares") + ")",
    },
}
WORDLESS = ("icon", "form_keys", "so_far", "box", "ways_to_read", "passkey_script")
WORDS = "'classes': x, 'hint': {'text': x}, 'errorMessage': {'text': x}, 'fieldset': {'legend': {'text': x}}})"
ITEMS = "'name': x, 'idPrefix': x, 'items': [{'value': x, 'text': x, 'hint': {'text': x}}], "
BOX = "'name': x, 'id': x, 'label': {'text': x}, 'value': x, 'width': x, 'inputmode': x"
NHSUK = {
    "radios": "radios({'value': x, " + ITEMS + WORDS,
    "checkboxes": "checkboxes({'values': [x], " + ITEMS + WORDS,
    "dateInput": "dateInput({'id': x, 'items': [{" + BOX + "}], " + WORDS,
    "input": "input({" + BOX + ", " + WORDS,
    "textarea": "textarea({'name': x, 'id': x, 'label': {'text': x}, 'value': x, 'rows': x, " + WORDS,
    "summaryList": "summaryList({'classes': x, 'rows': [{'key': {'text': x}, 'value': {'text': x}, "
    "'actions': {'items': [{'href': x, 'text': x, 'visuallyHiddenText': x}]}}]})",
}


class Elements(HTMLParser):
    """Every element and attribute a browser would see, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names.extend(name for name, _ in attrs)
        self.words.extend(value or "" for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def assert_harmless(html: str, hostile: str, what: str) -> None:
    """The string stands in the page as text, and has made no element, attribute or sum of its own."""
    seen = Elements(html)
    assert not {"script", "img", "iframe", "style", "title"} & set(seen.tags), what
    assert not [name for name in seen.names if name.startswith("on")], what
    assert "49" not in OWN_WORDS.sub("", html).replace(hostile, ""), what  # a random key may well hold a 49
    assert any(hostile in words for words in seen.words), f"{what} did not show what it was given"


def our_macros(env: Environment) -> dict[tuple[str, str], list[str]]:
    """Every macro under templates/components with the names of its parameters."""
    found = {}
    for file in sorted((ROOT / "templates" / "components").rglob("*.html")):
        for macro in env.parse(file.read_text()).find_all(nodes.Macro):
            found[(file.name, macro.name)] = [argument.name for argument in macro.args]
    return found


def nhsuk_imports(env: Environment) -> dict[str, str]:
    """Every macro of the health service that any of our templates uses, with the file it comes from."""
    found = {}
    for file in sorted((ROOT / "templates").rglob("*.html")):
        tree = env.parse(file.read_text())
        assert not [node for node in tree.find_all(nodes.Import) if "nhsuk" in str(node.template)], file
        for line in tree.find_all(nodes.FromImport):
            source = line.template.as_const()
            if source.startswith("nhsuk/"):
                found.update({(name if isinstance(name, str) else name[0]): source for name in line.names})
    return found


def test_every_macro_and_every_parameter_of_it_is_tried(app: Flask) -> None:
    macros = our_macros(app.jinja_env)
    tried = {(file, name): call for file, calls in OURS.items() for name, call in calls.items()}
    assert set(macros) == set(tried)
    for key, parameters in macros.items():
        missing = [name for name in parameters if f"{name}=" not in tried[key]]
        assert not missing, f"{key} is not tried with {missing}"


def test_every_health_service_macro_that_is_used_is_tried(app: Flask) -> None:
    assert set(nhsuk_imports(app.jinja_env)) == set(NHSUK)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("file", "name"), [(file, name) for file, calls in OURS.items() for name in calls])
def test_our_macros_show_hostile_text_as_text(app: Flask, file: str, name: str, hostile: str) -> None:
    source = (ROOT / "templates" / "components" / file).read_text() + "\n[{{ x }}{{ " + OURS[file][name] + " }}]"
    with app.test_request_context():
        html = render_template_string(source, x=hostile)
    assert_harmless(without_our_scripts(html), hostile, f"{file}: {name}")
    # Some show no word of what they are given; every other macro shows it, beside the one before the bracket.
    assert name in WORDLESS or sum(hostile in words for words in Elements(html).words) > 1, name


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_goes_inside_a_macro_is_escaped_too(app: Flask, hostile: str) -> None:
    alone = ("source_list", "course", "corrected")
    wraps = [name for name in OURS["plan.html"] if name not in alone]
    with app.test_request_context():
        for name in wraps:
            inside = "{% call " + OURS["plan.html"][name] + " %}inside {{ x }}{% endcall %}"
            html = render_template_string(f'{{% from "components/plan.html" import {name} %}}' + inside, x=hostile)
            assert_harmless(html, hostile, name)
            assert any("inside " in words for words in Elements(html).words), name


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_health_services_macros_show_hostile_text_as_text(app: Flask, hostile: str) -> None:
    with app.test_request_context():
        for name, source in nhsuk_imports(app.jinja_env).items():
            html = render_template_string(f'{{% from "{source}" import {name} %}}{{{{ {NHSUK[name]} }}}}', x=hostile)
            assert_harmless(html, hostile, name)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_icon_nobody_drew_is_an_ordinary_one(app: Flask, hostile: str) -> None:
    with app.test_request_context():
        source = '{% from "components/icon.html" import icon %}{{ icon(x) }}'
        assert render_template_string(source, x=hostile) == render_template_string(source, x="info")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "http://plain.example", "//other.example"]
)
def test_only_an_encrypted_address_of_a_source_becomes_a_link(app: Flask, address: str) -> None:
    source = '{% from "components/plan.html" import source_list %}{{ source_list([{"title": "T", "url": x}]) }}'
    with app.test_request_context():
        html = render_template_string(source, x=address)
    assert "<a" not in html


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_name_of_the_service_is_escaped_wherever_it_stands(app: Flask, hostile: str) -> None:
    with app.test_request_context():
        config = {**app.config, "SERVICE_NAME": hostile}
        html = render_template_string("{% extends 'base.html' %}", config=config)
        usual = render_template_string("{% extends 'base.html' %}")
    seen = Elements(html)
    assert seen.tags == Elements(usual).tags
    assert not [name for name in seen.names if name.startswith("on")]
    assert html.count("<title>") == html.count("</title>") == 1
    assert "49" not in html.partition("<body>")[2]
