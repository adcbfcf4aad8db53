"""The upload flow: files.getUploadURLExternal, the upload itself, files.completeUploadExternal."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.chat import message_event, thread_of, writable
from sandbox.web_api.registry import Json, method


@method("files.getUploadURLExternal", "files:write", per_minute=100)
def files_get_upload_url_external(state: State, args: Args) -> Json:
    """Hand out an address to upload one file to."""
    name, length = args.need("filename"), args.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", messages=["[ERROR] must be greater than 0 [json-pointer:/length]"])
    file_id = state.ids.new("F")
    state.files[file_id] = {"id": file_id, "name": name, "title": name, "size": length, "content": None}
    return {"file_id": file_id, "upload_url": f"{state.base_url}/files/{file_id}"}


@method("files.completeUploadExternal", "files:write", per_minute=100)
def files_complete_upload_external(state: State, args: Args) -> Json:
    """Share uploaded files in a conversation."""
    wanted: list[dict[str, Any]] = args.json("files") or []
    found = [state.files.get(str(each.get("id"))) for each in wanted]
    files = [file for file in found if file is not None and file["content"] is not None]
    if not wanted or len(files) < len(wanted):
        raise SlackError("file_not_found")
    for file, asked in zip(files, wanted, strict=True):
        file["title"] = asked.get("title") or file["name"]
    shown = [{key: file[key] for key in ("id", "name", "title", "size")} for file in files]
    if args.text("channel_id"):
        channel = writable(state, args.text("channel_id"))
        message = state.bot_message(channel, text=args.text("initial_comment"), files=shown)
        message.thread_ts = thread_of(channel, args)
        state.post(channel, message)
        state.emit(message_event(channel, message) | {"subtype": "file_share"})
    return {"files": shown}


def receiver(state: State) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Make the handler of POST /files/ID."""

    async def handle(request: web.Request) -> web.Response:
        file = state.files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        content = await _content(request)
        if len(content) != file["size"]:
            raise web.HTTPBadRequest(text="the length is not the one announced")
        file["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    return handle


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    form = await request.post()
    for part in form.values():
        return part.file.read() if isinstance(part, web.FileField) else str(part).encode()
    return b""
