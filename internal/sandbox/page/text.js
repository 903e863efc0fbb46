import { el } from "./dom.js";

const plain = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote", custom_emoji: "span",
};

const blocks = ["blockquote", "expandable_blockquote", "pre"];

// rich turns a text and its entities into nodes. Offsets count UTF-16 units, as
// JavaScript's own strings do. The acts say what a tap on a link, a command or a
// code does.
export function rich(text, entities, acts) {
  return build(0, text.length, entities || []);

  function build(from, to, list) {
    const out = document.createDocumentFragment();
    let at = from;
    let block = false;
    for (let i = 0; i < list.length; ) {
      const e = list[i];
      const start = Math.max(e.offset, at);
      const end = Math.min(e.offset + e.length, to);
      i += 1;
      if (start >= end) continue;
      const inner = [];
      while (i < list.length && list[i].offset < end) inner.push(list[i++]);
      const next = blocks.includes(e.type);
      if (start > at) out.append(between(at, start, block, next));
      out.append(wrap(e, build(start, end, inner), text.slice(start, end)));
      at = end;
      block = next;
    }
    if (at < to) out.append(between(at, to, block, false));
    return out;
  }

  // between is the plain text beside blocks, which bring their own line breaks.
  function between(from, to, afterBlock, beforeBlock) {
    let part = text.slice(from, to);
    if (afterBlock) part = part.replace(/^\n/, "");
    return beforeBlock ? part.replace(/\n$/, "") : part;
  }

  function wrap(e, inner, raw) {
    switch (e.type) {
      case "code":
        return el("code", { class: "copyable", title: "Ketuk untuk menyalin", on: { click: () => acts.copy(raw) } }, inner);
      case "pre":
        return el("pre", { data: e.language ? { language: e.language } : {} }, el("code", {}, inner));
      case "spoiler":
        return spoiler(inner);
      case "expandable_blockquote":
        return expandable(inner);
      case "text_link":
      case "url":
        return link(e.url || raw, inner);
      case "bot_command":
        return el("button", { type: "button", class: "inline-link", tabindex: "-1", on: { click: () => acts.say(raw) } }, inner);
      case "mention":
      case "hashtag":
      case "email":
        return el("span", { class: "inline-link" }, inner);
      default:
        return el(plain[e.type] || "span", {}, inner);
    }
  }

  function link(address, inner) {
    const target = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
    return el("a", { class: "inline-link", href: target, rel: "noopener noreferrer", target: "_blank", tabindex: "-1", on: {
      click: (event) => {
        if (!acts.open(target)) event.preventDefault();
      },
    } }, inner);
  }
}

function spoiler(inner) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "-1", "aria-expanded": "false", "aria-label": "Teks tersembunyi, ketuk untuk melihat" }, el("span", { class: "hidden-text", "aria-hidden": "true" }, inner));
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    node.setAttribute("aria-expanded", "true");
    node.removeAttribute("aria-label");
    node.removeAttribute("role");
    node.firstChild.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", reveal);
  return node;
}

function expandable(inner) {
  const quote = el("blockquote", { class: "expandable" }, inner);
  const more = el("button", { type: "button", class: "unfold", tabindex: "-1", "aria-expanded": "false", text: "Selengkapnya", on: {
    click: () => {
      const open = quote.classList.toggle("open");
      more.setAttribute("aria-expanded", String(open));
      more.textContent = open ? "Ringkas" : "Selengkapnya";
    },
  } });
  quote.append(more);
  return quote;
}
