// Text with Telegram's entities as elements. Words only ever become text nodes, never markup.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?:|mailto:|tel:)/i;

/** Build an element: el("p", {class: "x"}, "text", child…). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Return a fragment with the text, nested as the entities are. Offsets count as JavaScript counts. */
export function formatted(text, entities, actions) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fragment.append(...nest(text, sorted, 0, text.length, actions));
  return fragment;
}

function nest(text, entities, begin, end, actions) {
  const nodes = [];
  let at = begin;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const stop = Math.min(end, first.offset + first.length);
    if (first.offset >= end) break;
    if (first.offset > at) nodes.push(text.slice(at, first.offset));
    const start = Math.max(at, first.offset);
    const inner = others.filter((entity) => entity.offset < stop);
    if (stop > start) {
      const wrapper = wrap(first, text.slice(start, stop), actions);
      wrapper.append(...nest(text, inner, start, stop, actions));
      nodes.push(wrapper);
    }
    at = Math.max(at, stop);
    rest = others.filter((entity) => entity.offset >= stop);
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function wrap(entity, words, actions) {
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "link", onclick: () => actions.say(words) });
  }
  if (entity.type === "spoiler") {
    const spoiler = el("button", { type: "button", class: "spoiler", "aria-label": "Teks tersembunyi, tekan untuk melihat" });
    spoiler.addEventListener("click", () => { spoiler.classList.add("shown"); spoiler.removeAttribute("aria-label"); });
    return spoiler;
  }
  const address = linkOf(entity, words);
  if (address) return anchor(address, actions);
  return el(TAGS[entity.type] ?? "span", { class: TAGS[entity.type] ? null : "mention" });
}

function linkOf(entity, words) {
  const address = { text_link: entity.url, url: /^[a-z]+:/i.test(words) ? words : `http://${words}`, email: `mailto:${words}` }[entity.type];
  return address && SAFE.test(address) ? address : null;
}

/** Return a link; links to the bot itself stay on this page. */
export function anchor(address, actions, attributes = {}) {
  const link = el("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes });
  const token = startToken(address);
  if (token !== null) {
    link.addEventListener("click", (event) => { event.preventDefault(); actions.openStart(token); });
  }
  return link;
}

function startToken(address) {
  const found = /^https?:\/\/t\.me\/MitraScoreBot\/?(?:\?start=([\w-]{0,64}))?$/i.exec(address);
  return found ? found[1] ?? "" : null;
}
