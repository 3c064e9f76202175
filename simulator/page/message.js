// One message as a bubble with its buttons.

import { poll } from "./poll.js";
import { anchor, el, formatted } from "./text.js";

const NAMES = {
  voice: "Pesan suara", audio: "Audio", video: "Video", animation: "Animasi", document: "Berkas", sticker: "Stiker",
};

/** Return the element of a message; actions are what its parts can do. */
export function bubble(message, mine, actions) {
  if (message.new_chat_members) return service(`${message.new_chat_members.map((user) => user.first_name).join(", ")} bergabung`);
  const side = mine ? "mine" : "theirs";
  const body = el("div", { class: `bubble ${message.media?.kind === "sticker" ? "bare" : ""}` });
  if (!mine && actions.inGroup) body.append(el("p", { class: "author" }, message.from.first_name));
  if (message.forwarded_from) body.append(el("p", { class: "forwarded" }, `Diteruskan dari ${message.forwarded_from}`));
  if (message.reply_to) body.append(quote(message.reply_to));
  body.append(...contents(message, actions));
  if (message.text) body.append(words(message, actions));
  body.append(foot(message));
  const item = el("article", { class: `message ${side}`, "data-id": message.message_id, "aria-label": mine ? "Pesan Anda" : message.from.first_name }, body);
  if (message.buttons.length) item.append(keyboard(message, actions));
  return item;
}

function service(text) {
  return el("p", { class: "service" }, text);
}

function words(message, actions) {
  return el("div", { class: "text" }, formatted(message.text, message.entities, actions));
}

function quote(quoted) {
  return el("div", { class: "quote" }, el("strong", {}, quoted.name), el("span", {}, quoted.text || "Media"));
}

function foot(message) {
  const time = new Date(message.date * 1000).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  const reactions = message.reactions.map((reaction) => reaction.emoji ?? "★").join(" ");
  return el("p", { class: "foot" },
    reactions ? el("span", { class: "reactions", "aria-label": `Reaksi ${reactions}` }, reactions) : null,
    el("span", { class: "time" }, message.edited ? `diedit ${time}` : time));
}

function contents(message, actions) {
  const parts = [];
  if (message.media) parts.push(media(message.media, actions));
  if (message.location) parts.push(card("Lokasi", `${message.location.latitude}, ${message.location.longitude}`));
  if (message.contact) parts.push(card(message.contact.first_name, message.contact.phone_number));
  if (message.dice) parts.push(el("p", { class: "big" }, `${message.dice.emoji} ${message.dice.value}`));
  if (message.poll) parts.push(poll(message, actions));
  return parts;
}

function media(content, actions) {
  if (content.kind === "photo") return photo(content, actions);
  if (content.kind === "sticker") return el("p", { class: "big", "aria-label": `Stiker ${content.emoji}` }, content.emoji || "👍");
  if (content.kind === "voice") return voice(content);
  const size = content.file_size ? ` · ${sizeOf(content.file_size)}` : "";
  return el("a", { class: "file-card", href: content.url, download: content.file_name ?? "berkas" },
    el("span", { class: "file-icon", "aria-hidden": "true" }, "↓"),
    el("span", { class: "file-words" }, el("strong", {}, content.file_name ?? NAMES[content.kind]),
      el("small", {}, `${NAMES[content.kind]}${size}`)));
}

function photo(content, actions) {
  const picture = el("img", { src: content.url, alt: "Foto", width: content.width, height: content.height, onload: actions.settle });
  return el("button", { type: "button", class: "photo", "aria-label": "Perbesar foto", onclick: () => actions.enlarge(content.url) }, picture);
}

function voice(content) {
  const bars = el("span", { class: "bars", "aria-hidden": "true" });
  for (const height of [6, 12, 18, 9, 15, 20, 11, 7, 16, 12, 19, 8, 14, 6, 10, 17, 9, 5]) {
    const bar = el("i");
    bar.style.height = `${height}px`;
    bars.append(bar);
  }
  const length = `0:${String(content.duration ?? 0).padStart(2, "0")}`;
  return el("div", { class: "voice", role: "img", "aria-label": `Pesan suara ${length}` }, el("span", { class: "play" }, "▶"), bars, el("small", {}, length));
}

function card(title, text) {
  return el("div", { class: "card" }, el("strong", {}, title), el("span", {}, text));
}

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toLocaleString("id-ID", { maximumFractionDigits: 1 })} MB`;
}

function keyboard(message, actions) {
  const rows = message.buttons.map((row) => el("div", { class: "button-row" }, ...row.map((button) => key(message, button, actions))));
  return el("div", { class: "buttons" }, ...rows);
}

function key(message, button, actions) {
  if (button.url) {
    const link = anchor(button.url, actions, { class: "key" });
    link.append(button.text, el("span", { class: "arrow", "aria-hidden": "true" }, " ↗"));
    return link;
  }
  const element = el("button", { type: "button", class: "key" }, button.text);
  element.addEventListener("click", () => actions.tap(message, button, element));
  return element;
}
