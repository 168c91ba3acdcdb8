"""The HTTP side: from a request to its method, through the faults, to the answer."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import defaultdict
from http import HTTPStatus

from aiohttp import web

from tests.botapi.faults import BAD_GATEWAY, Fault, Faults
from tests.botapi.methods import METHODS
from tests.botapi.params import PARAMETERS, typed
from tests.botapi.updates import Webhook
from tests.botapi.wire import ApiError, Call, Json, Request, bad_request, read_request
from tests.botapi.world import World

BODY_BYTES = 60 * 1024 * 1024
_NAMES = {name.lower(): name for name in PARAMETERS}
_LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)")


class Gateway:
    """Answers requests and keeps the book of calls."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.world = world
        self.faults = faults
        self.calls: list[Call] = []
        self.by_method: defaultdict[str, list[Call]] = defaultdict(list)
        self.refused: list[Call] = []
        self.crashes: list[Exception] = []
        self._delivery: asyncio.Task[None] | None = None

    def app(self) -> web.Application:
        """Return the web application."""
        app = web.Application(client_max_size=BODY_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._serve)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        app.on_shutdown.append(self._stop_delivery)
        return app

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.world.token:
            return _answer(ApiError(401, "Unauthorized"))
        method = _NAMES.get(request.match_info["method"].lower())
        if method is None:
            return _answer(ApiError(404, "Not Found: method not found"))
        try:
            found = await read_request(request)
        except ApiError as error:
            return _answer(self._refuse(method, Request(), error))
        self.faults.note_arrival(method, found.chat_id, found.fields)
        fault = self.faults.pick(method, found.chat_id)
        if fault is None:
            return _answer(await self._perform(method, found))
        return await self._spoil(request, method, found, fault)

    async def _spoil(
        self, request: web.Request, method: str, found: Request, fault: Fault
    ) -> web.StreamResponse:
        if fault.done:
            await self._perform(method, found)
        if fault.how == "answer" and fault.error:
            return _answer(self._refuse(method, found, fault.error))
        if fault.how == "cut" and request.transport:
            request.transport.abort()
        await asyncio.Event().wait()  # until the client goes away or the server stops
        raise AssertionError

    async def _perform(self, method: str, found: Request) -> object:
        """Return the result of a method, or the error in its place."""
        try:
            if self.world.logged_out:
                raise ApiError(400, "Logged out")
            params = typed(method, found)
            if self.faults.control:
                self.faults.control.admit(method, found.chat_id)
            return await self._result(method, params)
        except ApiError as error:
            return self._refuse(method, found, error)
        except Exception as crash:
            self.crashes.append(crash)
            return ApiError(500, f"the test server itself failed: {crash!r}")

    async def _result(self, method: str, params: Json) -> object:
        if method == "getUpdates":
            return await self._get_updates(params)
        if method in {"setWebhook", "deleteWebhook"}:
            return await self._set_webhook(method, params)
        with self.world.lock:
            result = METHODS[method](self.world, params)
            self._accept(method, params)
        return result

    def _accept(self, method: str, params: Json) -> None:
        with self.world.changed:
            call = Call(method, params, time.time())
            self.calls.append(call)
            self.by_method[method].append(call)
            self.world.changed.notify_all()

    def _refuse(self, method: str, found: Request, error: ApiError) -> ApiError:
        with self.world.changed:
            self.refused.append(Call(method, found.fields, time.time(), error))
            self.faults.note_error(found.chat_id, error)
            self.world.changed.notify_all()
        return error

    async def _get_updates(self, params: Json) -> list[Json]:
        queue = self.world.queue
        if queue.webhook:
            what = "can't use getUpdates method while webhook is active"
            raise ApiError(409, f"Conflict: {what}; use deleteWebhook to delete the webhook first")
        self._accept("getUpdates", params)
        queue.allow(params.get("allowed_updates"))
        limit = min(max(params.get("limit", 100), 1), 100)
        seconds = min(max(params.get("timeout", 0), 0), 50)
        return await queue.poll(params.get("offset", 0), limit, seconds)

    async def _set_webhook(self, method: str, params: Json) -> bool:
        """Set a webhook, or none where there is no URL; updates go there from now on."""
        queue = self.world.queue
        hook = _webhook(params) if params.get("url") else None
        if hook:
            queue.interrupt("setWebhook request")
            queue.allow(params.get("allowed_updates"))
        queue.webhook = hook
        if params.get("drop_pending_updates"):
            queue.drop()
        await self._stop_delivery()
        if hook:
            self._delivery = asyncio.create_task(queue.deliver(hook))
        self._accept(method, params)
        return True

    async def _stop_delivery(self, _: web.Application | None = None) -> None:
        delivery, self._delivery = self._delivery, None
        if delivery:
            delivery.cancel()
            await asyncio.wait([delivery])

    async def _download(self, request: web.Request) -> web.Response:
        stored = self.world.files.by_path.get(request.match_info["path"])
        if stored is None or request.match_info["token"] != self.world.token:
            return _answer(ApiError(404, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _webhook(params: Json) -> Webhook:
    url, secret = params["url"], params.get("secret_token", "")
    if not url.startswith("https://") and not _LOCAL.match(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    return Webhook(url, secret, params.get("max_connections", 40), "certificate" in params)


def _answer(result: object) -> web.Response:
    """Return the HTTP answer for a result or an error; 502 comes from a proxy, as HTML."""
    if not isinstance(result, ApiError):
        return _json(200, {"ok": True, "result": result})
    if result.status == HTTPStatus.BAD_GATEWAY:
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    return _json(result.status, result.payload())


def _json(status: int, body: Json) -> web.Response:
    text = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=text, content_type="application/json")
