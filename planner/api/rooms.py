"""How the API's paths are declared: what is sent, what comes back and what else may be said stand above each view."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple

from flask import Response, current_app, jsonify, request, url_for
from flask_smorest import Blueprint

from planner.accounts.access import NEEDS, needed
from planner.api import asked
from planner.api.asked import Sends
from planner.api.describing import answers_of, described, is_named, names_in, places_in
from planner.api.etags import OfSomethingElse, has_seen, name_it, refuse_another_version, says_which
from planner.at_the_door import actor, whoever
from planner.errors import NothingHere
from planner.languages import tag
from planner.once import was_used
from planner.plans.kept import KeptPlan, plan_of

Json = dict[str, Any]
READS = ("GET", "HEAD")


class Shown(NamedTuple):
    """What a view shows. `kept` is the plan it is of; `place` where something new stands; `stands` where this very
    content is read, when that is not where it was asked for."""

    body: Json
    kept: KeptPlan | None = None
    place: str = ""
    stands: str = ""


View = Callable[..., Shown | Response]


class Room(Blueprint):
    """Some paths of the API that belong together."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix="/api/v1", description=what)
        self.rules: dict[str, str] = {}  # the rule of each view, by the view's name
        self.before_request(look)
        self.after_request(tell_language)

    def reads(
        self, rule: str, shows: Json, *, query: Mapping[str, Json] | None = None, kind: str = asked.JSON
    ) -> Callable[[View], View]:
        """Something to be read, in this shape. Of what stands behind the question mark only `query` is taken."""

        def declare(view: View) -> View:
            @wraps(view)
            def answer(**path: str) -> Response:
                asked.query(tuple(query or ()))
                asked.no_body()
                return _as_answer(view(**path), 200, named=True)

            return self._declared(rule, view, answer, "GET", shows, kind=kind, query=query or {})

        return declare

    def writes(
        self,
        method: str,
        rule: str,
        shows: Json,
        *,
        sends: Sends | None = None,
        status: int = 200,
        if_match: str = "",
        etag_of: View | None = None,
        keeps: bool = True,
        places: bool = False,
    ) -> Callable[[View], View]:
        """Something to be done. The view gets the `key` of the change, and what was `sent`.

        If-Match is always heard: by the view itself, inside its change, where `if_match` is `needed` or `heard`, and
        before the view where it is empty. It names the plan, unless the ETag is that of what another view of this
        room shows (`etag_of`). `keeps` is False for what only works something out. `places`: the answer says where
        what was made stands. What nobody we know asks for begins a plan: its key has to be one that nobody guesses.
        """

        def declare(view: View) -> View:
            begins = keeps and f"{self.name}.{view.__name__}" not in NEEDS

            @wraps(view)
            def answer(**path: str) -> Response:
                asked.query(())
                told: dict[str, Any] = {}
                if keeps:
                    told["key"] = asked.own_once_key() if begins else asked.once_key()
                if sends is None:
                    asked.no_body()
                else:
                    told["sent"] = asked.body(sends)
                if not if_match and says_which():
                    self._hear(path, told.get("key", ""), etag_of)
                return _as_answer(view(**path, **told), status, named)

            more: dict[str, Any] = {
                "sends": sends,
                "status": status,
                "if_match": if_match,
                "etag_of": self.rules[etag_of.__name__] if etag_of else "",
                "keeps": keeps,
                "begins": begins,
                "places": places or begins,
            }
            named = is_named(method, shows, **more)
            return self._declared(rule, view, answer, method, shows, **more)

        return declare

    def _hear(self, path: Mapping[str, str], key: str, etag_of: View | None) -> None:
        """Raises what an If-Match that does not hold stands for."""
        if etag_of is not None:
            if was_used(key, by=actor().person):  # it is done once, whatever it is; what it was for may have ended
                return
            named: dict[str, Any] = {name: path[name] for name in names_in(self.rules[etag_of.__name__])}
            place = url_for(f"{self.name}.{etag_of.__name__}", **named)
            shown = etag_of(**named)
            if isinstance(shown, Shown):
                has_seen(shown.body, place, key, actor().person)
        elif "plan" not in path:
            raise OfSomethingElse
        else:
            refuse_another_version(plan_called(path["plan"]), key)

    def _declared(
        self, rule: str, view: View, answer: Callable[..., Response], method: str, shows: Json, **told: Any
    ) -> View:
        page = f"{self.name}.{view.__name__}"
        needs = needed(page) if page in NEEDS else ()
        self.rules[view.__name__] = rule
        name = f"{self.name.removeprefix('api_')}_{view.__name__}"
        documented = self.doc(**described(name, method, rule, view.__doc__ or "", needs, **told))(answer)
        for status, kind, shape, words, headers in answers_of(method, rule, shows, needs, **told):
            documented = self.alt_response(
                status, schema=shape, content_type=kind, description=words, headers=headers, success=status < 400
            )(documented)
        documented.provide_automatic_options = False  # other sites may ask nothing of the API, so none asks whether
        self.add_url_rule(rule, view.__name__, documented, methods=[method], parameters=places_in(rule))
        return view


def look() -> None:
    """A page that changes something by the API sends its own word against forged forms. A request with a token needs
    none: no browser sends one by itself."""
    if request.method not in READS and request.endpoint in NEEDS:
        known = whoever()
        if known and known.scopes is None:
            current_app.extensions["forged"].protect()


def tell_language(answer: Response) -> Response:
    """Say in which language the words of a plan are, unless the view has. What goes wrong is told in English, as
    programs know it."""
    if answer.status_code < 400 and not answer.content_language:
        answer.content_language.add(tag())
    return answer


def plan_called(name: str) -> KeptPlan:
    """The plan with this name, when whoever asks may see it. Raises NothingHere for all others, there or not."""
    kept = plan_of(actor())
    if kept.id != name:
        raise NothingHere
    return kept


def _as_answer(shown: Shown | Response, status: int, named: bool) -> Response:
    if isinstance(shown, Response):
        return shown
    answer: Response = jsonify(shown.body)
    answer.status_code = status
    if shown.place:
        answer.headers["Location"] = shown.place
    return name_it(answer, shown.kept, shown.place or shown.stands) if named else answer
