"""API keys: create, list, rotate and revoke them. All endpoints need the scope `admin`."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel

from app.auth.api_key import ApiKey, IssuedKey, KeyRequest, Rotation
from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.auth.errors import UnknownKeyError
from app.auth.key_service import KeyService
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.core.ids import ID_FORM
from app.http.body import JSON, read_json
from app.http.headers import never_cached
from app.http.parts import part
from app.http.responses import error_responses

router = APIRouter(
    prefix="/keys",
    tags=["keys"],
    dependencies=[Depends(never_cached)],
    responses=CALLER_ERRORS | error_responses(NotReadyError),
)

_MAX_BODY_BYTES = 2**14
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/KeyRequest"}}},
    }
}


class KeyList(BaseModel):
    """Every key that was ever created, oldest first."""

    keys: list[ApiKey]


async def _wanted(request: Request) -> KeyRequest:
    return await read_json(request, KeyRequest, _MAX_BODY_BYTES)


_KeysDep = Annotated[KeyService, Depends(part(KeyService))]
_WantedDep = Annotated[KeyRequest, Depends(_wanted)]
_KeyId = Annotated[str, Path(pattern=ID_FORM, description="The key's id.")]


@router.post(
    "",
    status_code=201,
    response_description="The key; it is shown this once.",
    responses=error_responses(
        MalformedBodyError, BodyTooLargeError, UnsupportedMediaTypeError, InvalidRequestError
    ),
    openapi_extra=_REQUEST_BODY,
)
async def create_key(caller: AdminDep, keys: _KeysDep, wanted: _WantedDep) -> IssuedKey:
    """Create a key. A site's first key also creates the site."""
    return await keys.create(caller, wanted)


@router.get("")
async def list_keys(_: AdminDep, keys: _KeysDep) -> KeyList:
    """List the keys of all sites, with the time of their last use."""
    return KeyList(keys=await keys.all())


@router.post(
    "/{key_id}/rotate",
    status_code=201,
    response_description="The new key; it is shown this once.",
    responses=error_responses(UnknownKeyError, InvalidRequestError),
)
async def rotate_key(
    caller: AdminDep,
    keys: _KeysDep,
    key_id: _KeyId,
    rotation: Annotated[Rotation, Query()],
) -> IssuedKey:
    """Replace a key by a new one with the same site, name, scopes and lifetime.

    The old key ends after the overlap, or at its own expiry if that is earlier.
    """
    return await keys.rotate(caller, key_id, timedelta(hours=rotation.overlap_hours))


@router.post("/{key_id}/revoke", responses=error_responses(UnknownKeyError, InvalidRequestError))
async def revoke_key(caller: AdminDep, keys: _KeysDep, key_id: _KeyId) -> ApiKey:
    """End a key at once; a key that has ended stays unchanged.

    Another process of the service may accept it for a few more seconds.
    """
    return await keys.revoke(caller, key_id)
