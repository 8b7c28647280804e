"""The API reference as an interactive page: Swagger UI, served by this service."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, Response

router = APIRouter(prefix="/docs", include_in_schema=False)

# The package that contains the built files.
_ASSETS = Path(str(files("fastapi_offline"))) / "static"
# Swagger UI sets styles on its elements; scripts come from this service only.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>nnx-judge API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" href="data:,">
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/start.js" defer></script>
</head>
<body><div id="reference"></div></body>
</html>
"""
_START = """SwaggerUIBundle({
  url: new URL("openapi.json", document.baseURI).href,
  dom_id: "#reference",
  deepLinking: true,
});
"""


@router.get("")
async def reference() -> HTMLResponse:
    """Show the page."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})


@router.get("/start.js")
async def start() -> Response:
    """Return the start script: the page's policy forbids inline scripts."""
    return Response(_START, media_type="text/javascript")


@router.get("/{name}")
async def asset(name: Literal["swagger-ui-bundle.js", "swagger-ui.css"]) -> FileResponse:
    """Return one of Swagger UI's files."""
    return FileResponse(_ASSETS / name)
