"""How the API's paths are declared: what is sent, what comes back and what else may be said stand above each view."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple

from flask import Response, current_app, jsonify, request
from flask_smorest import Blueprint

from planner.accounts.access import NEEDS
from planner.api import asked
from planner.api.asked import Sends
from planner.api.describing import answers_of, described, places_in
from planner.api.etags import name_it
from planner.at_the_door import actor, whoever
from planner.errors import NothingHere
from planner.plans.kept import KeptPlan, plan_of

Json = dict[str, Any]
READS = ("GET", "HEAD")


class Shown(NamedTuple):
    """What a view shows. `kept` is the plan it is of; `place` where something new stands."""

    body: Json
    kept: KeptPlan | None = None
    place: str = ""


View = Callable[..., Shown | Response]


class Room(Blueprint):
    """Some paths of the API that belong together."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix="/api/v1", description=what)
        self.before_request(look)

    def reads(
        self, rule: str, shows: Json, *, query: Mapping[str, Json] | None = None, kind: str = asked.JSON
    ) -> Callable[[View], View]:
        """Something to be read, in this shape. Of what stands behind the question mark only `query` is taken."""

        def declare(view: View) -> View:
            @wraps(view)
            def answer(**path: str) -> Response:
                asked.query(tuple(query or ()))
                return _as_answer(view(**path), 200)

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
        keeps: bool = True,
    ) -> Callable[[View], View]:
        """Something to be done. The view gets the `key` of the change, and what was `sent`.

        `if_match` is `needed`, `heard` or empty. `keeps` is False for what only works something out.
        """

        def declare(view: View) -> View:
            @wraps(view)
            def answer(**path: str) -> Response:
                asked.query(())
                told: dict[str, Any] = {"key": asked.once_key()} if keeps else {}
                if sends is not None:
                    told["sent"] = asked.body(sends)
                return _as_answer(view(**path, **told), status)

            return self._declared(
                rule, view, answer, method, shows, sends=sends, status=status, if_match=if_match, keeps=keeps
            )

        return declare

    def _declared(
        self, rule: str, view: View, answer: Callable[..., Response], method: str, shows: Json, **told: Any
    ) -> View:
        needs = NEEDS.get(f"{self.name}.{view.__name__}")
        documented = self.doc(**described(method, view.__doc__ or "", needs, **told))(answer)
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
        if known is None or known.scopes is None:
            current_app.extensions["forged"].protect()


def plan_called(name: str) -> KeptPlan:
    """The plan with this name, when whoever asks may see it. Raises NothingHere for all others, there or not."""
    kept = plan_of(actor())
    if kept.id != name:
        raise NothingHere
    return kept


def _as_answer(shown: Shown | Response, status: int) -> Response:
    if isinstance(shown, Response):
        return shown
    answer: Response = jsonify(shown.body)
    answer.status_code = status
    if shown.place:
        answer.headers["Location"] = shown.place
    return name_it(answer, shown.kept) if status == 200 else answer
