import { el } from "./dom.js";
import { get } from "./api.js";
import { actions, complain, setClock } from "./clock.js";
import { Phone } from "./phone.js";
import { follow } from "./stream.js";
import { address } from "./words.js";

const tabs = document.getElementById("tabs");
const room = document.getElementById("phones");

const page = await get("people").catch((err) => {
  complain(err.message);
  throw err;
});
page.start = (link) => {
  const url = address(link);
  if (!url || !["t.me", "telegram.me"].includes(url.hostname) || url.pathname.slice(1).toLowerCase() !== page.bot.username.toLowerCase()) return null;
  return url.searchParams.get("start") || "";
};
document.title = `${page.bot.name} · sandbox`;
actions(page.actions);

const phones = page.people.map((person) => new Phone(person, page));
const byUser = new Map(phones.map((p) => [p.person.id, p]));
room.append(...phones.map((p) => p.node));

const tabOf = phones.map((phone) => {
  const badge = el("span", { class: "badge", hidden: true });
  const tab = el("button", { type: "button", class: "tab", "aria-controls": phone.node.id, on: { click: () => choose(phone, true) } },
    el("b", { text: phone.person.name.split(" ")[0] }), el("span", { text: phone.person.role }), badge);
  phone.onUnread = (n) => {
    badge.textContent = n;
    badge.hidden = !n;
    tab.setAttribute("aria-label", `${phone.person.name}, ${phone.person.role}${n ? `, ${n} belum dibaca` : ""}`);
    const all = phones.reduce((sum, p) => sum + p.unread, 0);
    document.title = `${all ? `(${all}) ` : ""}${page.bot.name} · sandbox`;
  };
  phone.onUnread(0);
  phone.node.addEventListener("focusin", () => choose(phone, false));
  phone.node.addEventListener("pointerdown", () => choose(phone, false));
  return tab;
});
tabs.append(...tabOf);
tabs.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const here = tabOf.indexOf(document.activeElement);
  if (!step || here < 0) return;
  event.preventDefault();
  tabOf[(here + step + tabOf.length) % tabOf.length].focus();
});

// choose brings a phone into view. Where only one has room it takes the place of
// the others.
function choose(phone, go) {
  phones.forEach((p, i) => {
    p.node.classList.toggle("active", p === phone);
    tabOf[i].setAttribute("aria-current", String(p === phone));
  });
  if (!go) return;
  location.replace(`#${phone.person.id}`);
  phone.node.scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" });
  if (phone.stick !== false) phone.toEnd(false);
  const target = phone.composer.line.hidden ? phone.composer.start : phone.composer.input;
  if (matchMedia("(hover: hover)").matches) target.focus({ preventScroll: true });
}

choose(byUser.get(Number(location.hash.slice(1))) || phones[0], false);
document.addEventListener("visibilitychange", () => phones.forEach((p) => p.visible() && p.stick && p.read()));

let lost = null;
follow(
  (change) => {
    setClock(change.clock);
    if (change.reset) {
      for (const p of phones) {
        for (const id of [...p.messages.keys()]) p.remove(id);
        p.fresh = true;
      }
    }
    for (const view of change.chats || []) byUser.get(view.user)?.take(view);
    for (const a of change.answers || []) byUser.get(a.user)?.answer(a);
  },
  (heard) => {
    clearTimeout(lost);
    if (heard) document.body.classList.remove("lost");
    else lost = setTimeout(() => document.body.classList.add("lost"), 1500);
  },
);
