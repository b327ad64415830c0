"""Links that leave a page: read out, written on paper, scanned by another phone."""

from flask import current_app


def link_out(path: str) -> str:
    """The whole address of a path of ours such as `/open`. Built from `PUBLIC_URL`, whatever a request says."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"{path!r} is not a path of ours. It begins with one slash.")
    return f"{current_app.config['PUBLIC_URL']}{path}"
