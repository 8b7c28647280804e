import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--right-examples-only",
        action="store_true",
        help="of a problem's examples try those that are accepted: what else a version of JAX may "
        "break is in them",
    )
