"""Numbers of things, as the commands print them."""


def count(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`; `many` where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
