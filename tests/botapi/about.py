"""Methods about the bot itself, chats and files."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.botapi.files import DOWNLOAD_BYTES
from tests.botapi.wire import Json, bad_request, names
from tests.botapi.world import World

COMMAND_LIMIT = 100
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = names(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators "
    "chat_member"
)


def get_me(world: World, params: Json) -> Json:
    """Return the bot as a ``User``."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def log_out(world: World, params: Json) -> bool:
    """Log the bot out: every later request is answered 400 ``Logged out``."""
    world.logged_out = True
    return True


def close(world: World, params: Json) -> bool:
    """Close the bot; here there is nothing to close."""
    return True


def get_webhook_info(world: World, params: Json) -> Json:
    """Return the webhook, or an empty URL where updates are polled."""
    info: Json = {"url": "", "has_custom_certificate": False}
    info["pending_update_count"] = len(world.queue)
    if world.queue.allowed:
        info["allowed_updates"] = sorted(world.queue.allowed)
    if hook := world.queue.webhook:
        info |= {"url": hook.url, "max_connections": hook.max_connections}
        info["has_custom_certificate"] = hook.has_certificate
        failed = {"last_error_date": hook.error_date, "last_error_message": hook.error}
        info |= failed if hook.error else {}
    return info


def set_my_commands(world: World, params: Json) -> bool:
    """Set the commands of a scope and language."""
    commands = params.get("commands", [])
    if len(commands) > COMMAND_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check_command(command)
    world.commands[_scope(params)] = commands
    return True


def _check_command(command: Any) -> None:  # noqa: ANN401 - JSON of any shape
    if not isinstance(command, dict) or command.keys() != {"command", "description"}:
        raise bad_request("can't parse BotCommand: expected an Object with command and description")
    if not _COMMAND.fullmatch(str(command["command"]).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command["description"]).strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def get_my_commands(world: World, params: Json) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    """Forget the commands of a scope and language."""
    world.commands.pop(_scope(params), None)
    return True


def _scope(params: Json) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    if scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Json) -> str:
    code: str = params.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def set_my_description(world: World, params: Json) -> bool:
    """Set what is shown in a chat that is not started, at most 512 characters."""
    return _set_about(world, params, "description", DESCRIPTION_LIMIT)


def set_my_short_description(world: World, params: Json) -> bool:
    """Set what is shown on the bot's page, at most 120 characters."""
    return _set_about(world, params, "short_description", SHORT_DESCRIPTION_LIMIT)


def _set_about(world: World, params: Json, name: str, limit: int) -> bool:
    text = params.get(name, "")
    if len(text) > limit:
        raise bad_request(f"{name} is too long: {len(text)} of at most {limit}")
    world.profile[name, _language(params)] = text
    return True


def get_my_description(world: World, params: Json) -> Json:
    """Return the description in a language, or else the one for all languages."""
    return _get_about(world, params, "description")


def get_my_short_description(world: World, params: Json) -> Json:
    """Return the short description in a language, or else the one for all languages."""
    return _get_about(world, params, "short_description")


def _get_about(world: World, params: Json, name: str) -> Json:
    text = world.profile.get((name, _language(params))) or world.profile.get((name, ""), "")
    return {name: text}


def get_chat(world: World, params: Json) -> Json:
    """Return a ``ChatFullInfo``."""
    gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
    return {
        **world.chat(params.get("chat_id")).card,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(names(gifts), False),
    }


def get_chat_member(world: World, params: Json) -> Json:
    """Return a ``ChatMember``; someone known who is not in the chat has ``left``."""
    chat = world.chat(params.get("chat_id"))
    user_id = params.get("user_id", 0)
    if user_id == world.bot["id"]:
        return world.member(world.bot, chat.bot)
    if user_id not in world.users:
        raise bad_request("user not found")
    return world.member(world.users[user_id], chat.members.get(user_id, "left"))


def leave_chat(world: World, params: Json) -> bool:
    """Leave a group."""
    chat = world.open_chat(params.get("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot = "left"
    world.member_changed(chat, world.bot, "member", "left")
    return True


def get_file(world: World, params: Json) -> Json:
    """Return a ``File`` with the path to download it from."""
    stored = world.files.by_id.get(params.get("file_id", ""))
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**stored.card(), "file_path": stored.path}
