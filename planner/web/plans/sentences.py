"""Where one sentence ends and the next begins, in every language that ends them with a full stop."""


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, without the full stop between one and the next. A small letter begins none."""
    first, *others = text.split(". ")
    found = [first]
    for one in others:
        if one[:1].islower():
            found[-1] += f". {one}"
        else:
            found.append(one)
    return found
