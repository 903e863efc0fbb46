import { el, icon } from "./dom.js";
import { mapCard } from "./map.js";
import { rich } from "./text.js";
import { gist, hour, length, size, wall } from "./words.js";

// bubble builds one message of a phone. The acts are what a tap can do; message
// looks up another one of the same chat.
export function bubble(m, acts, message) {
  const picture = (m.kind === "photo" || m.kind === "animation" || m.kind === "video") && m.file;
  const bare = !m.text && !m.reply_to && !m.forward && (picture || m.kind === "sticker" || m.place);
  const body = el("div", { class: `bubble kind-${m.kind}${picture ? " picture" : ""}${bare ? " bare" : ""}` },
    m.forward && el("p", { class: "forward" }, "Diteruskan dari ", el("b", { text: m.forward })),
    m.reply_to && quote(m, acts, message(m.reply_to)),
    content(m, acts),
    m.text && el("div", { class: "text", dir: "auto" }, rich(m.text, m.entities, acts), spacer(m)),
    meta(m),
  );
  const tools = el("div", { class: "tools", role: "group", "aria-label": "Tindakan" },
    tool("reply", "Balas", () => acts.reply(m)),
    m.mine && m.kind === "text" && tool("edit", "Ubah", () => acts.edit(m)),
    m.text && !m.protected && tool("copy", "Salin", () => acts.copy(m.text)),
  );
  const node = el("article", { class: m.mine ? "message mine" : "message theirs", tabindex: "-1", data: { id: m.id, day: m.at.slice(0, 10), at: m.at },
    "aria-label": `${m.mine ? "Anda" : "Bot"}, ${hour(wall(m.at))}` }, el("div", { class: "line" }, body, tools), m.buttons && buttons(m, acts));
  body.addEventListener("click", (event) => {
    if (event.target.closest("a, button, [role=button], code, video, audio") || String(getSelection())) return;
    acts.choose(node);
  });
  return node;
}

const tool = (name, label, act) =>
  el("button", { type: "button", tabindex: "-1", title: label, on: { click: act } }, icon(name), el("span", { text: label }));

function quote(m, acts, replied) {
  return el("button", { type: "button", class: "quote", tabindex: "-1", "aria-label": "Pesan yang dibalas", on: { click: () => acts.jump(m.reply_to) } },
    replied && replied.file && replied.kind === "photo" && el("img", { src: replied.file.url, alt: "" }),
    el("span", {}, el("b", { text: replied && replied.mine ? "Anda" : acts.botName }), el("span", { text: m.quote || gist(replied) })));
}

// spacer keeps the last line clear of the hour in the corner.
const spacer = (m) => el("span", { class: `spacer${m.edited ? " wide" : ""}${m.silent || m.protected ? " wider" : ""}`, "aria-hidden": "true" });

function meta(m) {
  return el("p", { class: "meta" },
    m.protected && el("span", { title: "Tidak dapat disalin atau diteruskan", class: "mark" }, icon("lock")),
    m.silent && el("span", { title: "Dikirim tanpa bunyi", class: "mark" }, icon("silent")),
    m.edited && el("span", { text: "diedit" }),
    el("time", { text: hour(wall(m.at)) }),
    m.mine && el("span", { class: "checks", title: "Terkirim" }, icon("checks")));
}

function content(m, acts) {
  if (m.place) return mapCard(m.place);
  if (m.contact) {
    return el("div", { class: "card" }, el("span", { class: "round" }, icon("person")),
      el("span", {}, el("b", { text: `${m.contact.first_name} ${m.contact.last_name || ""}`.trim() }), el("span", { text: m.contact.phone_number })));
  }
  if (m.kind === "sticker") return el("p", { class: "sticker", text: m.emoji });
  if (!m.file) return null;
  switch (m.kind) {
    case "photo":
      return photo(m, acts);
    case "video":
    case "animation":
    case "video_note":
      return el("video", { src: m.file.url, controls: true, preload: "metadata", loop: m.kind === "animation" });
    case "voice":
    case "audio":
      return el("div", { class: "sound" }, el("audio", { src: m.file.url, controls: true, preload: "none" }),
        el("span", { text: [m.kind === "voice" ? "Pesan suara" : m.file.name, m.file.length ? length(m.file.length) : size(m.file.size)].filter(Boolean).join(" · ") }));
    default:
      return el("a", { class: "card", href: m.file.url, download: m.file.name || "berkas", tabindex: "-1" }, el("span", { class: "round" }, icon("file")),
        el("span", {}, el("b", { text: m.file.name || "berkas" }), el("span", { text: size(m.file.size) })));
  }
}

function photo(m, acts) {
  const img = el("img", { src: m.file.url, alt: m.text ? `Foto: ${gist(m)}` : "Foto", width: m.file.width || 300, height: m.file.height || 200, decoding: "async" });
  return el("button", { type: "button", class: `shot${m.spoiler ? " veiled" : ""}`, tabindex: "-1", "aria-label": m.spoiler ? "Foto tersembunyi" : "Perbesar foto", on: {
    click: (event) => {
      if (event.currentTarget.classList.contains("veiled")) event.currentTarget.classList.remove("veiled");
      else acts.enlarge(m);
    },
  } }, img);
}

function buttons(m, acts) {
  return el("div", { class: "buttons", role: "group", "aria-label": "Tombol" }, ...m.buttons.map((row) =>
    el("div", { class: "row" }, ...row.map((b) => {
      const corner = b.url ? "link" : b.copy ? "copy" : null;
      return el("button", { type: "button", class: `key ${b.style || ""}`, tabindex: "-1", on: { click: (event) => acts.press(m, b, event.currentTarget) } },
        el("span", { text: b.text }), corner && icon(corner));
    }))));
}
