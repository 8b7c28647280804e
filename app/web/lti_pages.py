"""Where learning platforms send browsers (LTI 1.3): most of it in a frame of the platform's page.

A frame gets no session: browsers keep a frame's cookies from it, or apart. So what opens in a frame
is an embedded page with a token, and in a window of its own it is the usual page with a session.
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from app.auth.dependencies import SignInDep, set_session_cookie
from app.core.errors import ApiError
from app.http.body import read_body
from app.lti.claims import TargetKind
from app.lti.dependencies import DeepLinkingDep, LaunchServiceDep
from app.lti.errors import BadFormError, LaunchError, PlatformSaysError, UnknownStateError
from app.lti.schemas import (
    AskedToChoose,
    ChoiceForm,
    LaunchCookie,
    LaunchForm,
    LoginForm,
    Opened,
)
from app.problems.dependencies import CatalogueDep
from app.web.routing import NOBODY, PagesDep, pages_of

_MAX_BODY_BYTES = 2**16
_MAX_FIELDS = 50
_SHOWN_OF_ERROR = 100
_FRAMED: dict[TargetKind, str] = {"problem": "/embed/", "assignment": "/embed/assignments/"}
_FRAMES = ("embed", "fencedframe", "frame", "iframe", "object")

_Form = TypeVar("_Form", bound=BaseModel)


class _LaunchRoute(APIRoute):
    """Answers errors with a page that the platform's page may frame."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except LaunchError as error:
                return _refusal(request, error.status, error.title, str(error))
            except ApiError as error:
                return _refusal(request, error.status, error.title, error.detail)

        return answered


router = APIRouter(prefix="/lti", route_class=_LaunchRoute, include_in_schema=False)


@router.api_route("/login", methods=["GET", "POST"])
async def login(request: Request, launches: LaunchServiceDep) -> Response:
    """Begin a launch: send the browser to the platform's sign-in."""
    fields = dict(request.query_params) if request.method == "GET" else await _fields(request)
    begun = await launches.begin(_parsed(LoginForm, fields))
    response = RedirectResponse(begun.url, 303)
    _set_cookie(response, begun.cookie)
    return response


@router.post("/launch")
async def launch(
    request: Request, launches: LaunchServiceDep, sign_in: SignInDep, catalogue: CatalogueDep
) -> Response:
    """Finish a launch: open what the link leads to, or let an instructor choose that."""
    fields = await _fields(request)
    if "error" in fields:
        raise PlatformSaysError(fields["error"][:_SHOWN_OF_ERROR])
    launched = await launches.finish(_parsed(LaunchForm, fields), request.cookies)
    if isinstance(launched, AskedToChoose):
        problems = sorted(catalogue.problems.values(), key=lambda each: each.spec.title)
        return pages_of(request).answer(
            "lti-choose.html",
            may_be_embedded=True,
            choice=launched.choice,
            assignments=launched.assignments,
            are_more=launched.are_more,
            problems=[each.spec for each in problems],
            **NOBODY,
        )
    target = launched.target
    if _is_framed(request, launched):
        # The fragment stays in the browser: no log has the token.
        page = f"{_FRAMED[target.kind]}{target.name}"
        return RedirectResponse(f"{page}#token={launched.token}", 303)
    begun = await sign_in.begin(launched.token)
    if begun is None:
        # The site's secret was replaced at this moment.
        raise UnknownStateError
    response = RedirectResponse(target.path, 303)
    set_session_cookie(response, begun, secure=launches.is_https)
    return response


@router.post("/deep-links")
async def deep_link(request: Request, linking: DeepLinkingDep, pages: PagesDep) -> HTMLResponse:
    """Take what was chosen to the platform: the browser posts it there."""
    link = await linking.link(_parsed(ChoiceForm, await _fields(request)))
    target = urlsplit(link.url)
    return pages.answer(
        "lti-return.html",
        may_be_embedded=True,
        posts_to=f"{target.scheme}://{target.netloc}",
        link=link,
        **NOBODY,
    )


def _refusal(request: Request, status: int, title: str, detail: str) -> HTMLResponse:
    return pages_of(request).answer(
        "lti-refused.html", status, may_be_embedded=True, title=title, detail=detail, **NOBODY
    )


async def _fields(request: Request) -> dict[str, str]:
    body = await read_body(request, _MAX_BODY_BYTES)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:
        raise BadFormError("the form can't be read") from None


def _parsed(form: type[_Form], fields: dict[str, str]) -> _Form:
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise BadFormError(f"{wrong['loc'][0]}: {wrong['msg']}") from None


def _is_framed(request: Request, opened: Opened) -> bool:
    destination = request.headers.get("sec-fetch-dest")
    if destination is None:
        # A browser of before 2023.
        return opened.document_target in ("frame", "iframe")
    return destination in _FRAMES


def _set_cookie(response: Response, cookie: LaunchCookie) -> None:
    """Have the browser keep a cookie that also comes back from a platform's frame.

    `Partitioned` has browsers keep it that otherwise keep no cookies in frames. Python knows the
    attribute from 3.14 on.
    """
    kept = f"{cookie.name}={cookie.value}; Max-Age={cookie.lifetime_s}; Path=/lti"
    response.headers.append("set-cookie", f"{kept}; Secure; HttpOnly; SameSite=None; Partitioned")
