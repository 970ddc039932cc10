"""The Bot API of a make-believe Telegram: ``lo-bot-api-emulator`` and what it lacks of Telegram itself.

The package gives HTTP, parameters, sizes, keyboards, long polling with offsets, the refusal of a second poller, and
webhooks. Added here: a bot with a user name, chats with types, a store of messages with Telegram's refusals (edit,
reply), HTML entities, forum topics, a log of every call, and faults. It speaks on the loopback only.
"""

from __future__ import annotations

import asyncio
import copy
import time
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator
from lo_bot_api_emulator import updates as queues

from tests.telegram_emulator.entities import parsed, utf16_length
from tests.telegram_emulator.faults import Fault
from tests.telegram_emulator.limit import Limit

BOT_ID = 7000000001
IGNORED = {
    "allow_paid_broadcast",
    "business_connection_id",
    "disable_web_page_preview",
    "link_preview_options",
    "message_effect_id",
    "message_thread_id",
    "protect_content",
}
FORBIDDEN = 403
UNKNOWN_QUERY = "Bad Request: query is too old and response timeout expired or query ID is invalid"
UNCHANGED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)

Json = dict[str, Any]


class TelegramEmulator(LoBotApiEmulator):  # type: ignore[misc]  # the package has no types
    def __init__(self, bot_username: str = "dialogbot_test_bot") -> None:
        queues.KINDS.update({"edited_message", "channel_post", "my_chat_member"})
        super().__init__(allow_insecure_loopback_webhooks=True)
        self.me = {"id": BOT_ID, "is_bot": True, "first_name": "Dialogbot", "username": bot_username}
        self.chats: dict[int, Json] = {}
        self.users: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.calls: list[Json] = []
        self.faults: list[Fault] = []
        self.queries: set[str] = set()
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.limit: Limit | None = None
        self.commands: dict[str, list[Json]] = {}
        self.called = asyncio.Event()

    # What people do in the chat

    def add_chat(self, chat_id: int, kind: str | None = None, **more: Any) -> Json:
        kind = kind or ("private" if chat_id > 0 else "supergroup")
        title = {"first_name": f"User{chat_id}"} if kind == "private" else {"title": "Chat"}
        self.chats[chat_id] = {"id": chat_id, "type": kind, **title, **more}
        return self.chats[chat_id]

    def add_user(self, user_id: int, **more: Any) -> Json:
        self.users[user_id] = {"id": user_id, "is_bot": False, "first_name": f"User{user_id}", **more}
        return self.users[user_id]

    async def say(
        self, token: str, chat_id: int, user_id: int, text: str, reply_to: int | None = None, **more: Any
    ) -> Json:
        message: Json = {"message_id": self._next_message_id(), "date": int(time.time())}
        message |= {"chat": self._chat(chat_id), "from": self._user(user_id), "text": text, **more}
        replied = self.messages.get((chat_id, reply_to or 0))
        if replied:
            message["reply_to_message"] = _alone(replied)
        if text.startswith("/"):
            command = {"type": "bot_command", "offset": 0, "length": utf16_length(text.split(maxsplit=1)[0])}
            message["entities"] = [command]
        self.messages[chat_id, message["message_id"]] = message
        await self.enqueue_update({"message": message}, token=token)
        return message

    async def send_file(  # noqa: PLR0913 - what Telegram tells of a file
        self, *, token: str, chat_id: int, user_id: int, name: str, data: bytes, size: int
    ) -> Json:
        file_id = f"file-{self._next_message_id()}"
        self.assets[file_id] = {"filename": name, "data": data, "size": len(data)}
        document = {"file_id": file_id, "file_unique_id": f"{file_id}-u", "file_name": name, "file_size": size}
        message: Json = {"message_id": self._next_message_id(), "date": int(time.time()), "document": document}
        message |= {"chat": self._chat(chat_id), "from": self._user(user_id)}
        self.messages[chat_id, message["message_id"]] = message
        await self.enqueue_update({"message": message}, token=token)
        return message

    async def press(self, token: str, chat_id: int, user_id: int, message_id: int, data: str) -> str:
        message = self.messages[chat_id, message_id]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if data not in [button.get("callback_data") for row in rows for button in row]:
            raise web.HTTPNotFound(text=f"message {message_id} has no button {data!r}: {rows}")
        query_id = f"query-{self._next_message_id()}"
        self.queries.add(query_id)
        query = {"id": query_id, "from": self._user(user_id), "chat_instance": str(chat_id), "data": data}
        await self.enqueue_update({"callback_query": query | {"message": copy.deepcopy(message)}}, token=token)
        return query_id

    async def migrate(self, token: str, chat_id: int, to: int) -> None:
        """Make a group a supergroup with another id; each of the two says so in a message of its own."""
        self.moved[chat_id] = to
        self.add_chat(to)
        for chat, told in ((chat_id, {"migrate_to_chat_id": to}), (to, {"migrate_from_chat_id": chat_id})):
            message = {
                "message_id": self._next_message_id(),
                "date": int(time.time()),
                "chat": self.chats[chat],
                **told,
            }
            await self.enqueue_update({"message": message}, token=token)

    def _next_message_id(self) -> int:
        self.next_id += 1
        return int(self.next_id) - 1

    def _chat(self, chat_id: int) -> Json:
        return self.chats.get(chat_id) or self.add_chat(chat_id)

    def _user(self, user_id: int) -> Json:
        return self.users.get(user_id) or self.add_user(user_id)

    # What the Bot API answers

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        # a request with files can be read only once, and faults look for words in the others alone
        body = b"" if request.content_type.startswith("multipart/") else await request.read()
        fault = next((fault for fault in self.faults if fault.concerns(method, body)), None)
        if fault is None:
            return await self._answered(request)
        fault.times -= 1
        await asyncio.sleep(fault.delay)
        if fault.late:
            await self._answered(request)
        if fault.drop and request.transport:
            request.transport.abort()
        if not fault.code:
            answer = web.Response() if fault.drop else await self._answered(request)
            await asyncio.sleep(fault.linger)
            return answer
        fields, _ = await self.read_request(request)
        self._log({"method": method, "params": fields, "status": fault.code})
        if fault.raw is not None:
            return web.Response(status=fault.code, text=fault.raw, content_type="text/html")
        refusal = {"ok": False, "error_code": fault.code, "description": fault.description}
        return web.json_response(refusal | {"parameters": fault.parameters}, status=fault.code)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        answer: web.StreamResponse = await super().handle(request)
        return answer

    def _log(self, entry: Json) -> None:
        self.calls.append({"at": time.time(), **entry})
        self.called.set()
        self.called = asyncio.Event()

    def validate(self, method: str, fields: Json, uploads: Json) -> Any:
        entry: Json = {"method": method, "params": dict(fields), "status": 200}
        try:
            entry["result"] = self._checked(method, fields, uploads)
        except ApiRefusal as refusal:
            entry |= {"status": refusal.status, "error": refusal.description}
            raise
        finally:
            self._log(entry)
        return entry["result"]

    def _checked(self, method: str, fields: Json, uploads: Json) -> Any:
        asked = dict(fields)
        for name in IGNORED & set(fields):
            del fields[name]
        if "chat_id" in asked:
            self._check_chat(int(asked["chat_id"]))
            self._check_pace(method, int(asked["chat_id"]))
        entities = self._without_tags(fields)
        if method == "getMe":
            return self.me
        if method == "setMyCommands":
            self.commands[_scope(self.decoded(asked.get("scope", "{}")))] = self.decoded(asked["commands"])
        if method == "deleteMyCommands":
            self.commands.pop(_scope(self.decoded(asked.get("scope", "{}"))), None)
        if method == "deleteMessage":
            self._delete(int(asked["chat_id"]), int(asked["message_id"]))
        if method == "answerCallbackQuery":
            self._close(asked["callback_query_id"])
        if method.startswith("editMessage"):
            return self._edited(method, asked, fields, entities)
        replied = self._replied(asked, fields)
        result = super().validate(method, fields, uploads)
        if isinstance(result, dict) and "message_id" in result:
            result |= entities | replied
            self._keep(result, asked)
        return result

    def _check_chat(self, chat_id: int) -> None:
        if chat_id not in self.chats:
            raise ApiRefusal("Bad Request: chat not found")
        if chat_id in self.moved:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiRefusal(reason, parameters={"migrate_to_chat_id": self.moved[chat_id]})
        if chat_id in self.blocked:
            raise ApiRefusal("Forbidden: bot was blocked by the user", FORBIDDEN)

    def _check_pace(self, method: str, chat_id: int) -> None:
        """Refuse what goes beyond the limit of a group: what is sent and what is edited share it."""
        if self.limit is None or chat_id > 0 or not method.startswith(("send", "editMessage")):
            return
        wait = self.limit.wait(chat_id, time.monotonic())
        if wait:
            raise ApiRefusal(f"Too Many Requests: retry after {wait}", 429, {"retry_after": wait})

    def _delete(self, chat_id: int, message_id: int) -> None:
        if self.messages.pop((chat_id, message_id), None) is None:
            raise ApiRefusal("Bad Request: message to delete not found")

    def _without_tags(self, fields: Json) -> Json:
        name = "text" if "text" in fields else "caption"
        if name not in fields or fields.get("parse_mode", "").lower() != "html":
            return {}
        fields[name], entities = parsed(fields[name])
        return {"entities" if name == "text" else "caption_entities": entities} if entities else {}

    def _close(self, query_id: str) -> None:
        if query_id not in self.queries:
            raise ApiRefusal(UNKNOWN_QUERY)
        self.queries.discard(query_id)

    def _replied(self, asked: Json, fields: Json) -> Json:
        if "reply_parameters" not in asked:
            return {}
        fields.pop("reply_parameters")
        wanted = self.decoded(asked["reply_parameters"])
        message = self.messages.get((int(asked["chat_id"]), int(wanted["message_id"])))
        if message:
            return {"reply_to_message": _alone(message)}
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise ApiRefusal("Bad Request: message to be replied not found")

    def _keep(self, message: Json, asked: Json) -> None:
        chat_id = int(asked["chat_id"])
        message |= {"date": int(time.time()), "chat": self.chats[chat_id], "from": self.me}
        if asked.get("message_thread_id"):
            message |= {"message_thread_id": int(asked["message_thread_id"]), "is_topic_message": True}
        self.messages[chat_id, message["message_id"]] = copy.deepcopy(message)

    def _edited(self, method: str, asked: Json, fields: Json, entities: Json) -> Json:
        super().validate(method, fields, {})
        place = int(asked["chat_id"]), int(asked["message_id"])
        before = self.messages.get(place)
        if not before:
            raise ApiRefusal("Bad Request: message to edit not found")
        if before.get("from", {}).get("id") != BOT_ID:
            raise ApiRefusal("Bad Request: message can't be edited")
        after = {name: value for name, value in before.items() if name not in ("reply_markup", "edit_date")}
        if "reply_markup" in asked:
            after["reply_markup"] = self.decoded(asked["reply_markup"])
        if method == "editMessageText":
            after = {name: value for name, value in after.items() if name != "entities"}
            after |= {"text": fields["text"], **entities}
        if after == {name: value for name, value in before.items() if name != "edit_date"}:
            raise ApiRefusal(UNCHANGED)
        self.messages[place] = after | {"edit_date": int(time.time())}
        return copy.deepcopy(self.messages[place])


def _scope(scope: Json) -> str:
    """Name whom a menu is for: a chat by its id, else everybody."""
    return str(scope.get("chat_id", "default"))


def _alone(message: Json) -> Json:
    """A message as it is quoted: without the one that it answers itself."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
