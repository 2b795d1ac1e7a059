"""A travel agency's tools, and a model without a network that asks for them.

A message is a dict, as it goes over the wire. The model's have `tool_calls`; each has an `id`, the `name` of a tool, and its
`arguments`.
"""

import asyncio
from typing import Any

Message = dict[str, Any]


class BadRequest(Exception):
    """The model does not take these messages."""


class ToolDown(Exception):
    """The service behind a tool does not answer."""


async def weather(city: str) -> str:
    await asyncio.sleep(0.4)
    if city == "Atlantis":
        raise ToolDown("no station in Atlantis")
    return f"sun in {city}"


async def trains(start: str, end: str) -> str:
    await asyncio.sleep(0.7)
    return f"{start} 9:10, {end} 11:45"


async def hotels(city: str) -> str:
    await asyncio.sleep(0.5)
    return f"two rooms in {city}"


_PLANS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "A day in Como?": [
        ("weather", {"city": "Como"}),
        ("trains", {"start": "Milan", "end": "Como"}),
        ("hotels", {"city": "Como"}),
    ],
    "A day in Atlantis?": [("weather", {"city": "Atlantis"}), ("hotels", {"city": "Atlantis"})],
}


async def ask_model(messages: list[Message]) -> Message:
    """The model's next message. It has `tool_calls`, or, once it knows enough, a text and none."""
    await asyncio.sleep(0.3)
    answered = {message["id"] for message in messages if message["role"] == "tool"}
    missing = [
        call["id"] for message in messages for call in message.get("tool_calls", ()) if call["id"] not in answered
    ]
    if missing:
        raise BadRequest(f"'tool_calls' must be followed by a tool message for each id; missing: {', '.join(missing)}")
    found = [message["text"] for message in messages if message["role"] == "tool"]
    if found:
        return {"role": "assistant", "text": f"I found: {'; '.join(found)}.", "tool_calls": []}
    wanted = [
        {"id": f"call_{number}", "name": name, "arguments": arguments}
        for number, (name, arguments) in enumerate(_PLANS.get(messages[0]["text"], []), start=1)
    ]
    return {"role": "assistant", "text": "" if wanted else "Ask me about a day somewhere.", "tool_calls": wanted}
