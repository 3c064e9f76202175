// A person's phone: the card, its chat and everything one can press on it.

import { bubble } from "./message.js";
import { el } from "./text.js";

const ACTIONS = {
  typing: "sedang mengetik…", upload_photo: "sedang mengirim foto…", upload_document: "sedang mengirim berkas…",
  record_voice: "sedang merekam suara…", upload_voice: "sedang mengirim suara…",
};
const ACTION_SHOWN_MS = 5500;
const TOAST_SHOWN_MS = 4500;
const NEAR_THE_END = 140;

export class Phone {
  constructor(person, world) {
    this.person = person;
    this.world = world;
    this.chatId = person.chat_id;
    this.waiting = new Map();
    this.element = document.getElementById("phone").content.firstElementChild.cloneNode(true);
    this.part = (name) => this.element.querySelector(`.${name}`);
    this.element.id = `phone-${person.id}`;
    this.element.setAttribute("aria-label", `Ponsel ${this.name}`);
    this.part("avatar").textContent = this.name.slice(0, 1);
    this.part("name").textContent = this.name;
    this.part("input").setAttribute("aria-label", `Pesan dari ${this.name}`);
    this.part("log").setAttribute("aria-label", `Percakapan ${this.name}`);
    this.part("log").addEventListener("scroll", () => this.scrolled());
    this.listen();
    this.draw();
  }

  get name() {
    return [this.person.first_name, this.person.last_name].filter(Boolean).join(" ");
  }

  get chat() {
    return this.world.chats.get(this.chatId);
  }

  // --- what one can press

  listen() {
    this.part("composer").addEventListener("submit", (event) => { event.preventDefault(); this.sendText(); });
    this.part("input").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.sendText(); }
    });
    this.part("input").addEventListener("input", () => this.grow());
    this.popup("menu", "commands");
    this.popup("attach", "attachments");
    this.popup("more", "more-menu");
    this.part("block").addEventListener("click", () => this.block(!this.person.blocked));
    this.part("restart").addEventListener("click", async () => { await this.block(false); await this.say("/start"); });
    this.part("attachments").addEventListener("click", (event) => this.attach(event.target.dataset.send));
    this.part("file").addEventListener("change", () => this.sendFile());
    this.part("chats").addEventListener("change", (event) => { this.chatId = Number(event.target.value); this.draw(); });
    this.part("alert").querySelector("button").addEventListener("click", () => { this.part("alert").hidden = true; this.part("input").focus(); });
    this.element.addEventListener("keydown", (event) => { if (event.key === "Escape") this.closePopups(); });
  }

  popup(button, menu) {
    this.part(button).addEventListener("click", (event) => {
      event.stopPropagation();
      const opens = this.part(menu).hidden;
      this.closePopups();
      this.part(menu).hidden = !opens;
      this.part(button).setAttribute("aria-expanded", String(opens));
      if (opens) this.part(menu).querySelector("button")?.focus();
    });
  }

  closePopups() {
    for (const menu of this.element.querySelectorAll(".popup")) menu.hidden = true;
    for (const button of this.element.querySelectorAll("[aria-expanded]")) button.setAttribute("aria-expanded", "false");
  }

  async post(what, body) {
    const problem = await this.world.post(`/sim/people/${this.person.id}/${what}`, body);
    if (problem) this.toast("Tidak terkirim. Coba lagi.");
  }

  say(text) {
    this.closePopups();
    return this.post("messages", { text, chat_id: this.chatId });
  }

  sendText() {
    const text = this.part("input").value.trim();
    if (!text) return;
    this.part("input").value = "";
    this.grow();
    this.say(text);
  }

  grow() {
    const input = this.part("input");
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  }

  attach(kind) {
    if (!kind) return;
    this.closePopups();
    if (kind === "voice") this.post("messages", { voice: true, chat_id: this.chatId });
    else if (kind === "sticker") this.post("messages", { sticker: "👍", chat_id: this.chatId });
    else if (kind === "location") this.post("messages", { location: { latitude: -6.2, longitude: 106.8 }, chat_id: this.chatId });
    else {
      this.fileKind = kind;
      this.part("file").accept = kind === "photo" ? "image/png,image/jpeg,image/webp" : "";
      this.part("file").click();
    }
  }

  sendFile() {
    const [file] = this.part("file").files;
    if (!file) return;
    const form = new FormData();
    form.append(this.fileKind, file);
    form.append("chat_id", this.chatId);
    this.part("file").value = "";
    this.post("messages", form);
  }

  block(blocked) {
    this.closePopups();
    return this.post("block", { blocked });
  }

  tap(message, button, element) {
    element.classList.add("waiting");
    setTimeout(() => element.classList.remove("waiting"), 15000);
    this.post("tap", { message_id: message.message_id, chat_id: this.chatId, data: button.callback_data });
  }

  // --- what is shown

  draw() {
    const log = this.part("log");
    const messages = [...this.chat.messages.values()];
    log.replaceChildren(...(messages.length ? this.withDays(messages) : [this.welcome()]));
    this.drawFrame();
    this.toEnd();
  }

  withDays(messages) {
    const nodes = [];
    this.lastDay = null;
    for (const message of messages) nodes.push(...this.nodes(message));
    return nodes;
  }

  nodes(message) {
    const day = new Date(message.date * 1000).toLocaleDateString("id-ID", { day: "numeric", month: "long" });
    const separator = day === this.lastDay ? [] : [el("p", { class: "service" }, day)];
    this.lastDay = day;
    return [...separator, this.bubble(message)];
  }

  bubble(message) {
    return bubble(message, message.from.id === this.person.id, {
      me: this.person.id,
      inGroup: this.chat.type !== "private",
      say: (text) => this.say(text),
      tap: (...details) => this.tap(...details),
      vote: (message, option) => this.post("vote", { message_id: message.message_id, chat_id: this.chatId, options: [option] }),
      enlarge: (url) => this.world.enlarge(url),
      openStart: (token) => this.world.openStart(token),
      settle: () => this.stuck && this.toEnd(),
    });
  }

  welcome() {
    const start = el("button", { type: "button", class: "primary start", onclick: () => this.say("/start") }, "Mulai");
    const words = this.world.bot.description || "Belum ada pesan. Tekan Mulai untuk menyapa bot.";
    return el("div", { class: "welcome" }, el("strong", {}, this.world.bot.name), el("p", {}, words), start);
  }

  drawFrame() {
    this.drawStatus();
    const blocked = Boolean(this.person.blocked) && this.chat.type === "private";
    this.part("composer").hidden = blocked;
    this.part("restart").hidden = !blocked;
    this.part("block").setAttribute("aria-checked", String(Boolean(this.person.blocked)));
    this.part("block").textContent = this.person.blocked ? "Buka blokir bot" : "Blokir bot";
    this.drawCommands();
    this.drawKeys();
    this.drawChats();
  }

  drawStatus(text) {
    const blocked = this.person.blocked ? "bot diblokir" : "";
    const place = this.chat.type === "private" ? `dengan ${this.world.bot.name}` : `grup ${this.chat.title}`;
    this.part("status").textContent = text || blocked || place;
    this.part("status").classList.toggle("busy", Boolean(text));
  }

  drawCommands() {
    const items = this.chat.commands.map((command) =>
      el("button", { type: "button", role: "menuitem", onclick: () => this.say(`/${command.command}`) },
        el("strong", {}, `/${command.command}`), el("span", {}, command.description)));
    this.part("commands").replaceChildren(...items);
    this.part("menu").hidden = !items.length;
  }

  drawKeys() {
    const last = [...this.chat.messages.values()].filter((message) => message.keyboard).pop();
    const rows = last?.keyboard.keyboard ?? [];
    this.part("keys").replaceChildren(...rows.map((row) => el("div", { class: "button-row" },
      ...row.map((key) => el("button", { type: "button", class: "key", onclick: () => this.say(key.text) }, key.text)))));
    this.part("keys").hidden = !rows.length;
  }

  drawChats() {
    const chats = [...this.world.chats.values()].filter((chat) => chat.members.includes(this.person.id));
    this.part("chats").hidden = chats.length < 2;
    this.part("chats").replaceChildren(...chats.map((chat) =>
      el("option", { value: chat.id, selected: chat.id === this.chatId }, chat.title ?? this.world.bot.name)));
  }

  /** Only the reader's own scrolling lets go of the end; pictures that arrive late do not. */
  scrolled() {
    const { scrollTop, scrollHeight } = this.part("log");
    const byReader = scrollTop < this.lastTop && scrollHeight === this.lastHeight;
    this.stuck = this.near || (this.stuck && !byReader);
    [this.lastTop, this.lastHeight] = [scrollTop, scrollHeight];
  }

  get near() {
    const log = this.part("log");
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
  }

  /** Go to the end, but not past the beginning of a message taller than the screen. */
  toEnd(newest) {
    const log = this.part("log");
    const end = log.scrollHeight - log.clientHeight;
    const above = newest ? newest.getBoundingClientRect().top - log.getBoundingClientRect().top - 8 : end;
    log.scrollTop = Math.min(end, newest ? log.scrollTop + above : end);
    this.stuck = true;
    [this.lastTop, this.lastHeight] = [log.scrollTop, log.scrollHeight];
  }

  /** Show a message that came, changed or went. */
  show(kind, message) {
    if (message.chat_id !== this.chatId) return;
    const near = this.stuck || message.from.id === this.person.id;
    const old = this.element.querySelector(`[data-id="${message.message_id}"]`);
    if (message.deleted) old?.remove();
    else if (old) old.replaceWith(this.bubble(message));
    else {
      this.element.querySelector(".welcome")?.remove();
      this.part("log").append(...this.nodes(message));
    }
    if (message.by_bot) this.quiet();
    if (kind === "message") this.drawKeys();
    const isNew = message.by_bot && !old && !message.deleted;
    if (near && kind !== "delete") this.toEnd(isNew ? this.part("log").lastElementChild : undefined);
  }

  action(name) {
    clearTimeout(this.actionTimer);
    this.drawStatus(ACTIONS[name] ?? ACTIONS.typing);
    this.actionTimer = setTimeout(() => this.quiet(), ACTION_SHOWN_MS);
  }

  quiet() {
    clearTimeout(this.actionTimer);
    this.drawStatus();
  }

  answer({ text, show_alert: alert }) {
    for (const key of this.element.querySelectorAll(".waiting")) key.classList.remove("waiting");
    if (!text) return;
    if (!alert) { this.toast(text); return; }
    this.part("toast").hidden = true;
    this.part("alert-text").textContent = text;
    this.part("alert").hidden = false;
    this.part("alert").querySelector("button").focus();
  }

  toast(text) {
    clearTimeout(this.toastTimer);
    this.part("toast").textContent = text;
    this.part("toast").hidden = false;
    this.toastTimer = setTimeout(() => { this.part("toast").hidden = true; }, TOAST_SHOWN_MS);
  }
}
