"""A site, and the secret that signs its webhooks. All endpoints need the scope `admin`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.auth.api_key import SiteName
from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.auth.errors import UnknownSiteError
from app.auth.site_service import SiteService
from app.core.errors import InvalidRequestError, NotReadyError
from app.http.headers import never_cached
from app.http.parts import part
from app.http.responses import error_responses

router = APIRouter(
    prefix="/site",
    tags=["keys"],
    dependencies=[Depends(never_cached)],
    responses=CALLER_ERRORS | error_responses(UnknownSiteError, InvalidRequestError, NotReadyError),
)


class Site(BaseModel):
    """A site, as its administrator sees it."""

    name: str
    webhook_secret: str = Field(
        repr=False, description="Verifies the site's webhooks, as Standard Webhooks says."
    )


_Name = Annotated[SiteName | None, Query(description="The site's name; else that of the key.")]
_SitesDep = Annotated[SiteService, Depends(part(SiteService))]


@router.get("")
async def read_site(sites: _SitesDep, caller: AdminDep, name: _Name = None) -> Site:
    """Show a site with its webhook secret."""
    site = caller.site if name is None else name
    return Site(name=site, webhook_secret=await sites.webhook_secret(site))


@router.post("/rotate-webhook-secret")
async def rotate_webhook_secret(sites: _SitesDep, caller: AdminDep, name: _Name = None) -> Site:
    """Replace a site's webhook secret; the new one signs from now on."""
    site = caller.site if name is None else name
    return Site(name=site, webhook_secret=await sites.rotate_webhook_secret(caller, site))
