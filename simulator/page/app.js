// The page: keeps the phones in step with the simulator.

import { Phone } from "./phone.js";
import { el } from "./text.js";

const BANNERS = {
  waiting: "Bot sedang disiapkan… biasanya kurang dari satu menit. Pesan Anda menunggu sampai bot siap.",
  lost: "Bot sedang tidak tersambung. Pesan Anda disimpan sampai bot kembali.",
  offline: "Sambungan ke simulator terputus. Mencoba lagi…",
};
const $ = (id) => document.getElementById(id);

const world = {
  bot: { name: "Mitra SCORE", state: "connected", description: "" },
  chats: new Map(),
  phones: new Map(),

  async post(path, body) {
    const form = body instanceof FormData;
    try {
      const response = await fetch(path, {
        method: "POST",
        headers: form ? {} : { "Content-Type": "application/json" },
        body: form ? body : JSON.stringify(body),
      });
      return response.ok ? null : "refused";
    } catch {
      return "unreachable";
    }
  },

  enlarge(url) {
    $("viewer").querySelector("img").src = url;
    $("viewer").showModal();
  },

  openStart: (token) => askPerson(token),
};

// --- people

function addPhone(person) {
  if (world.phones.has(person.id)) return world.phones.get(person.id);
  const phone = new Phone(person, world);
  world.phones.set(person.id, phone);
  $("phones").append(phone.element);
  $("tabs").append(tab(phone));
  if (world.phones.size === 1) select(person.id);
  return phone;
}

function tab(phone) {
  return el("button", {
    type: "button", role: "tab", id: `tab-${phone.person.id}`, "aria-controls": phone.element.id,
    "aria-selected": "false", onclick: () => select(phone.person.id),
  }, phone.name, el("span", { class: "dot", hidden: true, "aria-label": "pesan baru" }));
}

function select(id) {
  for (const [other, phone] of world.phones) {
    const chosen = other === id;
    phone.element.classList.toggle("chosen", chosen);
    $(`tab-${other}`).setAttribute("aria-selected", String(chosen));
    if (!chosen) continue;
    $(`tab-${other}`).querySelector(".dot").hidden = true;
    $(`tab-${other}`).scrollIntoView({ block: "nearest", inline: "nearest" });
    phone.toEnd();
  }
}

function mark(phone) {
  const shown = phone.element.classList.contains("chosen");
  $(`tab-${phone.person.id}`).querySelector(".dot").hidden = shown;
}

function askPerson(token) {
  const invited = token !== undefined;
  const choices = invited ? [...world.phones.values()].map((phone) => [phone.person.id, phone.name]) : [];
  $("person-title").textContent = invited ? "Tautan undangan" : "Orang baru";
  $("person-choice").hidden = !choices.length;
  $("person-choice").replaceChildren(el("legend", {}, "Siapa yang membuka tautan ini?"),
    ...[["", "Orang baru"], ...choices].map(([id, name]) =>
      el("label", { class: "choice" }, el("input", { type: "radio", name: "who", value: id, checked: id === "" }), name)));
  $("person-dialog").dataset.token = token ?? "";
  $("person-dialog").dataset.invited = invited;
  $("person-name").value = "";
  $("person-name-row").hidden = false;
  $("person-dialog").showModal();
  $("person-name").focus();
}

async function personDecided(event) {
  event.preventDefault();
  const dialog = $("person-dialog");
  const chosen = dialog.querySelector("input[name=who]:checked")?.value;
  const id = Number(chosen) || (await newPerson($("person-name").value.trim() || "Tamu"));
  dialog.close();
  if (!id) return;
  if (dialog.dataset.invited === "true") {
    await world.post(`/sim/people/${id}/messages`, { text: `/start ${dialog.dataset.token}`.trim() });
  }
  select(id);
  world.phones.get(id)?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function newPerson(name) {
  const response = await fetch("/sim/people", {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ first_name: name }),
  });
  if (!response.ok) return null;
  const person = await response.json();
  addChat({ ...person, id: person.chat_id, type: "private", members: [person.id] });
  addPhone(person);
  return person.id;
}

function addChat(chat) {
  if (world.chats.has(chat.id)) return;
  const messages = new Map((chat.messages ?? []).map((message) => [message.message_id, message]));
  world.chats.set(chat.id, { commands: [], ...chat, messages });
}

// --- what happens

const HANDLERS = {
  person({ person, chat_id: chatId }) {
    addChat({ ...person, id: chatId, type: "private", members: [person.id] });
    addPhone({ ...person, chat_id: chatId });
    refreshCommands();
  },
  chat({ chat, members }) {
    addChat({ ...chat, members });
    for (const phone of world.phones.values()) phone.drawChats();
  },
  message: showMessage, edit: showMessage, delete: showMessage, reaction: showMessage, poll: showMessage,
  action(event) {
    for (const phone of watching(event)) phone.action(event.action);
  },
  answer(event) {
    world.phones.get(event.person_id)?.answer(event);
    if (event.url) window.open(event.url, "_blank", "noopener");
  },
  blocked(event) {
    const phone = world.phones.get(event.person_id);
    if (!phone) return;
    phone.person.blocked = event.blocked;
    phone.drawFrame();
  },
  bot({ state }) { world.bot.state = state; banner(); },
  commands: () => refreshCommands(),
  reset: () => load(),
};

function showMessage(event) {
  const { message, type } = event;
  const chat = world.chats.get(event.chat_id);
  if (!chat) return;
  if (message.deleted) chat.messages.delete(message.message_id);
  else chat.messages.set(message.message_id, message);
  for (const id of event.members) {
    const phone = world.phones.get(id);
    phone?.show(type, message);
    if (phone && message.by_bot && type === "message") mark(phone);
  }
}

function watching(event) {
  return event.members.map((id) => world.phones.get(id)).filter((phone) => phone?.chatId === event.chat_id);
}

async function refreshCommands() {
  const state = await (await fetch("/sim/state")).json();
  world.bot = { ...state.bot, state: world.bot.state };
  for (const chat of state.chats) {
    if (world.chats.has(chat.id)) world.chats.get(chat.id).commands = chat.commands;
  }
  for (const phone of world.phones.values()) phone.drawCommands();
}

function banner(state = world.bot.state) {
  $("banner").textContent = BANNERS[state] ?? "";
  $("banner").hidden = !BANNERS[state];
  $("banner").classList.toggle("serious", state !== "waiting");
}

// --- beginning

let stream = null;

async function load() {
  stream?.close();
  const state = await (await fetch("/sim/state")).json();
  world.bot = state.bot;
  world.chats.clear();
  world.phones.clear();
  $("phones").replaceChildren();
  $("tabs").replaceChildren();
  state.chats.forEach(addChat);
  state.people.forEach(addPhone);
  banner();
  follow(state.seq);
}

function follow(after) {
  stream = new EventSource(`/sim/events?after=${after}`);
  stream.onopen = () => banner();
  stream.onerror = () => { banner("offline"); if (stream.readyState === EventSource.CLOSED) setTimeout(begin, 2000); };
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    HANDLERS[event.type]?.(event);
  };
}

async function begin() {
  try {
    await load();
  } catch {
    banner("offline");
    setTimeout(begin, 2000);
  }
}

$("add-person").addEventListener("click", () => askPerson());
$("person-dialog").querySelector("form").addEventListener("submit", personDecided);
$("person-cancel").addEventListener("click", () => $("person-dialog").close());
$("person-choice").addEventListener("change", (event) => { $("person-name-row").hidden = event.target.value !== ""; });
$("viewer").addEventListener("click", () => $("viewer").close());
document.addEventListener("click", (event) => {
  for (const phone of world.phones.values()) {
    if (!event.target.closest?.(".popup")) phone.closePopups();
  }
});

await begin();
const token = new URLSearchParams(location.search).get("start");
if (token !== null) {
  history.replaceState(null, "", "/");
  askPerson(/^[\w-]{0,64}$/.test(token) ? token : "");
}
