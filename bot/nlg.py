"""Rasa's response generator: `utter_<name>` renders content/messages/<name>."""

from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator

from mitra.content.messages import Messages


class MessageGenerator(NaturalLanguageGenerator):
    """Renders messages with Jinja2; buttons travel under `custom`."""

    def __init__(self, messages: Messages | None = None, **_: Any) -> None:
        self._messages = messages or Messages()

    async def generate(
        self,
        utter_action: str,
        tracker: Any,  # noqa: ARG002
        output_channel: str,  # noqa: ARG002
        **variables: Any,
    ) -> dict[str, Any]:
        """
        Return text (Telegram HTML) and custom: rows of buttons, whether to edit in place or to show as a toast, file to send,
        poll whose question the text is, whether it is sealed while it waits.
        """
        edit, toast = variables.pop("edit", False), variables.pop("toast", False)
        file, private = variables.pop("file", None), variables.pop("private", False)
        poll = variables.pop("poll", None)
        text = self._messages.render(utter_action.removeprefix("utter_"), **variables)
        rows = [[{"text": button.text, "callback_data": button.data} for button in row] for row in text.rows]
        custom = {"rows": rows, "edit": edit, "toast": toast, "file": file, "poll": poll, "private": private}
        return {"utter_action": utter_action, "text": text.html, "custom": custom}
