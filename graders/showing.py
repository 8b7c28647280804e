"""A value as a learner sees it in a verdict: JSON that is valid, harmless to print, and capped."""

from graders import values, wording
from graders.values import Array, Constant, Node, Value, leaves
from graders.verdict import finite_or_name

_ELEMENTS_SHOWN = 1000
_LEAVES_SHOWN = 200


def shown(value: Value) -> object:
    """The value as JSON.

    A Python number or text is itself, a container an object of its parts by name, and an array its
    dtype, shape and values; only the first two where all arrays together have more than 1000
    elements. Numbers that JSON has no way to write are texts. Of a value of more than 200 parts
    only their number is shown.
    """
    parts = [part for _, part in leaves(value)]
    if len(parts) > _LEAVES_SHOWN:
        return f"({len(parts)} parts)"
    elements = sum(part.data.size for part in parts if isinstance(part, Array))
    return _shown(value, with_values=elements <= _ELEMENTS_SHOWN)


def _shown(value: Value, *, with_values: bool) -> object:
    match value:
        case Array(data, "python") if data.ndim == 0:
            return plain(data.item())
        case Array(data):
            described: dict[str, object] = {"dtype": data.dtype.name, "shape": list(data.shape)}
            return described | ({"values": plain(data.tolist())} if with_values else {})
        case Constant(None):
            return None
        case Constant(text):
            return wording.text(text)
        case Node(values.KEY_TYPE, {"": Array(words)}):
            return {"key": words[..., 1].tolist()}
        case Node(_, children):
            return {
                wording.joined([name]): _shown(child, with_values=with_values)
                for name, child in children.items()
            }


def plain(item: object) -> object:
    """A number, a text, or nested lists of them, as JSON can write them."""
    if isinstance(item, list):
        return [plain(part) for part in item]
    if isinstance(item, complex):
        return str(item).strip("()")
    return finite_or_name(item) if isinstance(item, float) else item
