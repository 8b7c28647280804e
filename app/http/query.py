"""URL query parameters."""

from fastapi import Request

from app.core.errors import InvalidRequestError
from app.core.field_errors import FieldError
from app.http.description import describe
from app.http.request_logging import route_template


async def refuse_unknown_parameters(request: Request) -> None:
    """Refuse unknown parameters: ignoring a misspelt one would answer another question.

    Raises:
        InvalidRequestError: the OpenAPI document has no such parameter for the request.
    """
    if not request.query_params:
        return
    operation = (await describe(request.app))["paths"][route_template(request.scope)]
    parameters = operation[request.method.lower()].get("parameters", ())
    known = sorted(each["name"] for each in parameters if each["in"] == "query")
    if unknown := [name for name in request.query_params if name not in known]:
        raise InvalidRequestError(
            [
                FieldError.of(name, "parameter_unknown", known=known)
                if known
                else FieldError.of(name, "parameters_none")
                for name in unknown
            ]
        )
