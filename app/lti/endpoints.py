"""The judge's public keys, for platforms."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.lti.dependencies import ToolKeysDep

router = APIRouter(prefix="/lti", include_in_schema=False)
# Platforms read them again when a message has an unknown key.
_CACHED = {"Cache-Control": "public, max-age=300"}


@router.get("/jwks")
async def jwks(keys: ToolKeysDep) -> JSONResponse:
    """The keys by which platforms check what the judge has signed."""
    return JSONResponse(await keys.public(), headers=_CACHED)
