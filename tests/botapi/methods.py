"""Methods that send, edit and delete messages, and the table of all methods."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from tests.botapi import about, queries
from tests.botapi.checks import caption, check_entities, message_text
from tests.botapi.cleaning import Formatted
from tests.botapi.keyboards import check_markup
from tests.botapi.wire import Json, bad_request, names
from tests.botapi.world import Chat, World

ACTIONS = names(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note"
)
_PREVIEW = names("is_disabled url prefer_small_media prefer_large_media show_above_text")
_REPLY = names(
    "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities "
    "quote_position"
)

Method = Callable[[World, Json], object]


def send_message(world: World, params: Json) -> Json:
    """Send a text."""
    content = {**_body(message_text(params), ""), **_preview(params)}
    return _send(world, params, content)


def send_photo(world: World, params: Json) -> Json:
    """Send a PNG or JPEG with a caption."""
    below = _body(caption(params), "caption_")
    chat = world.open_chat(params.get("chat_id"))
    stored = world.files.resolve(params.get("photo"), "photo")
    return _send(world, params, {"photo": stored.photo(), **below}, chat)


def send_document(world: World, params: Json) -> Json:
    """Send a file with a caption."""
    below = _body(caption(params), "caption_")
    chat = world.open_chat(params.get("chat_id"))
    stored = world.files.resolve(params.get("document"), "document")
    return _send(world, params, {"document": stored.document(), **below}, chat)


def _send(world: World, params: Json, content: Json, chat: Chat | None = None) -> Json:
    markup = check_markup(params.get("reply_markup"))
    chat = chat or world.open_chat(params.get("chat_id"))
    reply = _replied(chat, params.get("reply_parameters"))
    keyboard = {"reply_markup": markup} if markup else {}
    message = world.post(chat, world.bot, {**content, **keyboard}, reply)
    world.show("sent", chat, message)
    return message


def _body(found: Formatted, prefix: str) -> Json:
    if not found.text:
        return {}
    body: Json = {"caption" if prefix else "text": found.text}
    return {**body, f"{prefix}entities": found.entities} if found.entities else body


def _preview(params: Json) -> Json:
    options = params.get("link_preview_options")
    for name in (options or {}).keys() - _PREVIEW:
        raise bad_request(f'unknown field "{name}" of link_preview_options')
    return {"link_preview_options": options} if options else {}


def _replied(chat: Chat, wanted: Json | None) -> Json | None:
    """Return the message that is answered, or None where there need not be one."""
    if wanted is None:
        return None
    for name in wanted.keys() - _REPLY:
        raise bad_request(f'unknown field "{name}" of reply_parameters')
    found = chat.find(wanted.get("message_id"))
    if found is None or wanted.get("chat_id", chat.id) != chat.id:
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    _check_quote(found, wanted)
    return found


def _check_quote(found: Json, wanted: Json) -> None:
    quote = str(wanted.get("quote", ""))
    if quote not in str(found.get("text") or found.get("caption")):
        raise bad_request("QUOTE_TEXT_INVALID")
    check_entities(quote, wanted.get("quote_entities") or [])


def edit_message_text(world: World, params: Json) -> Json:
    """Replace the text, entities and keyboard of one of the bot's messages."""
    content = {**_body(message_text(params), ""), **_preview(params)}
    markup = check_markup(params.get("reply_markup"), inline_only=True)
    chat, old = _editable(world, params)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, chat, old, content, markup)


def edit_message_reply_markup(world: World, params: Json) -> Json:
    """Replace the keyboard of one of the bot's messages."""
    markup = check_markup(params.get("reply_markup"), inline_only=True)
    chat, old = _editable(world, params)
    names = {"text", "entities", "link_preview_options"} & old.keys()
    return _edit(world, chat, old, {name: old[name] for name in names}, markup)


def _editable(world: World, params: Json) -> tuple[Chat, Json]:
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    chat = world.open_chat(params.get("chat_id"))
    old = chat.find(params["message_id"])
    if old is None:
        raise bad_request("message to edit not found")
    if old["from"] is not world.bot:
        raise bad_request("message can't be edited")
    return chat, old


def _edit(world: World, chat: Chat, old: Json, content: Json, markup: Json | None) -> Json:
    replaced = {"text", "entities", "link_preview_options", "reply_markup"}
    content = {**content, **({"reply_markup": markup} if markup else {})}
    if content == {name: old[name] for name in replaced & old.keys()}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    kept = {name: part for name, part in old.items() if name not in replaced}
    new: Json = {**kept, "edit_date": int(time.time()), **content}
    chat.messages[new["message_id"]] = new
    world.show("edited", chat, new)
    return new


def delete_message(world: World, params: Json) -> bool:
    """Delete a message: any in a private chat, only the bot's own in a group."""
    chat = world.open_chat(params.get("chat_id"))
    found = chat.find(params.get("message_id"))
    if found is None:
        raise bad_request("message to delete not found")
    if chat.type != "private" and found["from"] is not world.bot:
        raise bad_request("message can't be deleted")
    chat.deleted.add(found["message_id"])
    world.show("deleted", chat, found)
    return True


def send_chat_action(world: World, params: Json) -> bool:
    """Show that the bot is busy."""
    world.open_chat(params.get("chat_id"))
    if params.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


METHODS: Mapping[str, Method] = {
    "getMe": about.get_me,
    "logOut": about.log_out,
    "close": about.close,
    "getWebhookInfo": about.get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": queries.answer_callback_query,
    "answerInlineQuery": queries.answer_inline_query,
    "setMyCommands": about.set_my_commands,
    "getMyCommands": about.get_my_commands,
    "deleteMyCommands": about.delete_my_commands,
    "setMyDescription": about.set_my_description,
    "getMyDescription": about.get_my_description,
    "setMyShortDescription": about.set_my_short_description,
    "getMyShortDescription": about.get_my_short_description,
    "getChat": about.get_chat,
    "getChatMember": about.get_chat_member,
    "leaveChat": about.leave_chat,
    "getFile": about.get_file,
}
"""Every method but getUpdates, setWebhook and deleteWebhook, which the server itself answers."""
