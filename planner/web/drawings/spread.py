"""Where words stand that all want to be beside their own day: in order, none over another, each as near as can be."""

from collections.abc import Sequence


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, foot: float) -> list[float]:
    """The upper edge of each of some blocks, between `top` and `foot` as far as they fit there.

    `wanted` are the edges they would like, in order. Blocks that would overlap are joined and stand together where
    all of them are nearest to what they wanted.
    """
    joined: list[tuple[float, float, int]] = []  # the sum of wanted first edges, the height, how many
    for want, height in zip(wanted, heights, strict=True):
        total, tall, many = want, height, 1
        while joined and joined[-1][0] / joined[-1][2] + joined[-1][1] > total / many:
            before, above, more = joined.pop()
            total, tall, many = before + total - many * above, above + tall, more + many
        joined.append((total, tall, many))
    edges, number = [], 0
    for total, _, many in joined:
        edge = total / many
        for height in heights[number : number + many]:
            edges.append(edge)
            edge += height
        number += many
    return _kept_within(edges, heights, top, foot)


def _kept_within(edges: list[float], heights: Sequence[float], top: float, foot: float) -> list[float]:
    """The same edges, moved down from the top and then up from the foot where they would stand outside."""
    for number, height in reversed(list(enumerate(heights))):
        edges[number] = foot = min(edges[number], foot - height)
    for number, height in enumerate(heights):
        edges[number] = max(edges[number], top)
        top = edges[number] + height
    return edges
