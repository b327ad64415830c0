"""Whoever may not ask for something asks for it all the same; and things are sent in somebody's name from elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.rows import Row
from planner import create_app
from planner.db import db
from planner.migrated import bring_up
from tests.accounts.access_world import World
from tests.accounts.every_cell import undeclared
from tests.accounts.trying_cells import quietly, try_api, try_other_methods, try_pages
from tests.keeping.databases import QUIET
from tests.web.trying_forged import FORMS, calls, try_call, try_form

DATABASE = "sqlite"  # everything is put back after each, which is done with its file


def access_cells(folder: Path, tell: Callable[[str], None]) -> Row:
    """Every cell of the table of access: each address, by each method, for everybody."""
    with _world(folder / "access") as world:
        app = world.app
        found = [try_pages(world), try_other_methods(app, world), try_api(app, world)]
        lacks = sorted(undeclared(app))
    wrong = [f"{cell.method} {cell.path} as {cell.who}: {status}" for one, _count in found for cell, status in one]
    wrong += [f"{method} {page} is not declared" for method, page in lacks]
    for line in wrong:
        tell(line)
    parts = "{:,} of pages, {:,} of their other methods, {:,} of the API".format(*(count for _one, count in found))
    return Row(
        "access-cells", DATABASE, sum(count for _one, count in found), len(wrong), "; ".join([parts, *wrong[:3]])
    )


def forged(folder: Path, tell: Callable[[str], None]) -> Row:
    """Every address that changes something, sent in every way but from its own page."""
    with _world(folder / "forged") as world:
        paths = calls(world.app)
        tried = [one for row in FORMS for one in try_form(world, row)]
        tried += [one for endpoint in paths for one in try_call(world, endpoint)]
    wrong = [f"{one.way}: {one.wrong}" for one in tried if one.wrong]
    for line in wrong:
        tell(line)
    note = f"{len(FORMS)} forms and {len(paths)} paths of the API; none taken, no row of any table changed"
    return Row("csrf", DATABASE, len(tried), len(wrong), "; ".join(wrong[:3]) or note)


@contextmanager
def _world(folder: Path) -> Iterator[World]:
    folder.mkdir(mode=0o700)
    app = create_app({"INSTANCE": str(folder), **QUIET})
    with quietly():
        with app.app_context():
            bring_up()
        world = World(app)
        world.keep()
        yield world
    with app.app_context():
        db.engine.dispose()
