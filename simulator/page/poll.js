// A poll in a message: options to tap, then what was chosen, what is right and why.

import { el } from "./text.js";

/** Return the element of a message's poll, as the person of this phone sees it. */
export function poll(message, actions) {
  const { question, options, is_closed: closed, explanation } = message.poll;
  const chosen = message.votes?.[actions.me];
  const open = !chosen && !closed;
  const list = options.map((option, place) => open ? choice(message, option, place, actions) : outcome(message, option, place, chosen ?? []));
  const parts = [el("strong", {}, question), el("small", {}, kind(message.poll)), ...list];
  if (!open && explanation) parts.push(el("p", { class: "why" }, `💡 ${explanation}`));
  return el("div", { class: "poll" }, ...parts);
}

function kind({ type, is_anonymous: anonymous, is_closed: closed }) {
  if (closed) return "Hasil akhir";
  return `${type === "quiz" ? "Kuis" : "Jajak pendapat"}${anonymous ? " anonim" : ""}`;
}

function choice(message, option, place, actions) {
  return el("button", { type: "button", class: "option", onclick: () => actions.vote(message, place) },
    el("span", { class: "mark", "aria-hidden": "true" }, "○"), el("span", {}, option.text));
}

function outcome({ poll: { correct_option_ids: correct, total_voter_count: all } }, option, place, chosen) {
  const mine = chosen.includes(place);
  const right = correct?.includes(place);
  const share = all ? Math.round((option.voter_count / all) * 100) : 0;
  const mark = right ? "✅" : mine && correct ? "❌" : mine ? "☑️" : "";
  const says = [right ? "benar" : "", mine ? "pilihan Anda" : ""].filter(Boolean).join(", ");
  return el("p", { class: `option done ${mine ? "own" : ""}`, "aria-label": `${option.text}, ${share}%${says ? `, ${says}` : ""}` },
    el("span", { class: "mark", "aria-hidden": "true" }, mark), el("span", {}, option.text), el("small", {}, `${share}%`));
}
