import { el, icon } from "./dom.js";
import { post, send } from "./api.js";
import { bubble } from "./bubble.js";
import { Composer } from "./composer.js";
import { alertBox, askPlace, enlarge } from "./sheets.js";
import { address, day, wall } from "./words.js";

// A press waits so long for its answer before the button rests again.
const patience = 15000;

// Phone is one person's chat with the bot.
export class Phone {
  constructor(person, page) {
    this.person = person;
    this.page = page;
    this.messages = new Map();
    this.nodes = new Map();
    this.waiting = new Map(); // query id → button
    this.early = new Map(); // answers that came before their press returned
    this.unread = 0;
    this.fresh = true;
    this.onUnread = () => {};
    this.build();
  }

  build() {
    const { person, page } = this;
    this.status = el("span", { class: "status", text: "bot" });
    this.log = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": `Percakapan ${person.name} dengan ${page.bot.name}`, "aria-live": "polite" });
    this.empty = el("div", { class: "empty" }, el("b", { text: "Apa yang dapat dilakukan bot ini?" }), (this.about = el("p", {})));
    this.downCount = el("span", { class: "badge", hidden: true });
    this.down = el("button", { type: "button", class: "down", hidden: true, "aria-label": "Ke pesan terbaru", on: { click: () => this.toEnd(true) } }, icon("down"), this.downCount);
    this.toastBox = el("div", { class: "toast", role: "status", "aria-live": "polite" });
    this.composer = new Composer(this);
    this.blockButton = el("button", { type: "button", on: { click: () => this.block(!this.blocked) } });
    this.more = el("details", { class: "more" }, el("summary", { "aria-label": "Pilihan lain" }, icon("more")), el("div", { class: "pop" }, this.blockButton));
    this.frame = el("div", { class: "frame" },
      el("header", { class: "head" }, el("span", { class: "avatar", "aria-hidden": "true", text: page.bot.name.slice(0, 1) }),
        el("div", { class: "who" }, el("b", { text: page.bot.name }), this.status), this.more),
      el("div", { class: "screen" }, this.log, this.empty, this.down, this.toastBox),
      this.composer.node);
    this.node = el("section", { class: "phone", id: `phone-${person.id}`, "aria-label": `Telepon ${person.name}, ${person.role}`, tabindex: "-1" },
      el("header", { class: "owner" }, el("span", { class: `face tint-${page.people.indexOf(person) % 7}`, "aria-hidden": "true", text: initials(person.name) }),
        el("span", {}, el("b", { text: person.name }), el("span", { text: person.role }))),
      this.frame);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.stick && this.toEnd(false)).observe(this.log);
    this.log.addEventListener("keydown", (event) => this.keys(event));
    this.log.addEventListener("focusin", (event) => this.enter(event.target.closest(".message")));
    document.addEventListener("click", (event) => {
      if (!this.more.contains(event.target)) this.more.open = false;
      if (!event.target.closest(".message.chosen")) this.choose(null);
    });
    this.more.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.more.open = false;
    });
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) this.composer.offer([...event.dataTransfer.files]);
    });
    this.acts = {
      botName: page.bot.name,
      say: (text) => this.send({ text }),
      press: (m, b, button) => this.press(m, b, button),
      reply: (m) => (this.choose(null), this.composer.reply(m)),
      edit: (m) => (this.choose(null), this.composer.change(m)),
      copy: (text) => this.copy(text),
      open: (link) => this.open(link),
      enlarge: (m) => enlarge(this.frame, m),
      jump: (id) => this.jump(id),
      choose: (node) => this.choose(node),
    };
  }

  // take shows what changed.
  take(view) {
    this.started = view.started;
    this.blocked = view.blocked;
    this.about.textContent = view.description || "Kirim /start untuk memulai percakapan dengan bot ini.";
    this.blockButton.textContent = view.blocked ? "Buka blokir bot" : "Blokir bot";
    this.composer.take(view);
    this.typing(view.typing || 0);
    const wasAtEnd = this.atEnd();
    let mine = false;
    let arrived = 0;
    for (const m of view.messages || []) {
      const known = this.messages.has(m.id);
      if (m.deleted) {
        this.remove(m.id);
        continue;
      }
      this.messages.set(m.id, m);
      this.draw(m);
      if (!known) {
        mine = mine || m.mine;
        if (!m.mine) arrived += 1;
      }
    }
    const first = this.fresh;
    this.fresh = false;
    if (!view.messages) return;
    this.arrange();
    this.empty.hidden = this.messages.size > 0;
    if (first || mine || wasAtEnd) this.toEnd(false);
    if (!first && arrived) this.noticed(arrived, wasAtEnd || mine);
  }

  draw(m) {
    const node = bubble(m, this.acts, (id) => this.messages.get(id));
    const old = this.nodes.get(m.id);
    this.nodes.set(m.id, node);
    if (old) {
      const held = old.contains(document.activeElement);
      old.replaceWith(node);
      node.classList.add("changed");
      if (held) node.focus({ preventScroll: true });
    } else {
      const next = [...this.nodes.keys()].filter((id) => id > m.id).sort((a, b) => a - b)[0];
      this.log.insertBefore(node, next ? this.nodes.get(next) : null);
      if (!this.fresh) node.classList.add("new");
    }
    for (const img of node.querySelectorAll(".shot img")) img.addEventListener("load", () => this.stick && this.toEnd(false), { once: true });
  }

  remove(id) {
    const node = this.nodes.get(id);
    this.messages.delete(id);
    this.nodes.delete(id);
    if (!node) return;
    if (node.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    node.remove();
  }

  // arrange puts the days between the messages, joins those of one hand, and lets
  // Tab reach the buttons of the newest message that has any.
  arrange() {
    for (const pill of this.log.querySelectorAll(".day")) pill.remove();
    let before = null;
    let tabbed = null;
    for (const node of this.log.querySelectorAll(".message")) {
      const sameDay = before && before.dataset.day === node.dataset.day;
      if (!sameDay) this.log.insertBefore(el("p", { class: "day" }, el("span", { text: day(wall(`${node.dataset.day}T00:00:00`)) })), node);
      const joined = sameDay && before.classList.contains("mine") === node.classList.contains("mine") && wall(node.dataset.at) - wall(before.dataset.at) < 600000;
      node.classList.toggle("joined", Boolean(joined));
      if (before) before.classList.toggle("tail", !joined);
      node.classList.add("tail");
      if (node.querySelector(".key")) tabbed = node;
      before = node;
    }
    if (this.tabbed && this.tabbed !== tabbed) this.reach(this.tabbed, false);
    this.tabbed = tabbed;
    if (tabbed) this.reach(tabbed, true);
  }

  reach(node, on) {
    for (const x of node.querySelectorAll("button, a, .spoiler")) x.tabIndex = on ? 0 : -1;
  }

  // enter makes everything in the message that has the focus reachable by Tab.
  enter(node) {
    if (this.entered && this.entered !== node && this.entered !== this.tabbed) this.reach(this.entered, false);
    this.entered = node;
    if (node) this.reach(node, true);
  }

  keys(event) {
    const nodes = [...this.log.querySelectorAll(".message")];
    const here = nodes.indexOf(event.target.closest(".message"));
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && nodes.length) {
      event.preventDefault();
      const next = here < 0 ? nodes.length - 1 : Math.min(Math.max(here + step, 0), nodes.length - 1);
      nodes[next].focus();
    } else if (event.key === "Enter" && event.target === nodes[here]) {
      event.preventDefault();
      this.choose(nodes[here]);
    } else if (event.key === "End") this.toEnd(true);
    else if (event.key === "Escape") this.choose(null);
  }

  // choose opens the tools beside a message.
  choose(node) {
    const open = this.log.querySelector(".message.chosen");
    if (open && open !== node) open.classList.remove("chosen");
    if (!node) return;
    const on = node.classList.toggle("chosen");
    this.reach(node, true);
    if (on && node.matches(":focus")) node.querySelector(".tools button").focus();
  }

  jump(id) {
    const node = this.nodes.get(id);
    if (!node) return this.toast("Pesan itu sudah dihapus.");
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 90;
  }

  toEnd(smooth) {
    this.stick = true;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    if (this.visible()) this.read();
  }

  scrolled() {
    this.stick = this.atEnd();
    this.down.hidden = this.stick;
    if (this.stick && this.visible()) this.read();
  }

  visible() {
    return this.node.offsetParent !== null && !document.hidden;
  }

  noticed(count, seen) {
    this.node.classList.remove("rings");
    requestAnimationFrame(() => this.node.classList.add("rings"));
    if (seen && this.visible()) return;
    this.unread += count;
    this.showUnread();
  }

  read() {
    this.unread = 0;
    this.showUnread();
  }

  showUnread() {
    this.downCount.textContent = this.unread;
    this.downCount.hidden = !this.unread;
    this.onUnread(this.unread);
  }

  typing(ms) {
    clearTimeout(this.typingTimer);
    this.status.textContent = ms > 0 ? "mengetik" : "bot";
    this.status.classList.toggle("typing", ms > 0);
    if (ms > 0) this.typingTimer = setTimeout(() => this.typing(0), ms);
  }

  async send(fields, files) {
    try {
      await send(this.person.id, fields, files);
      return true;
    } catch (err) {
      this.toast(err.message);
      return false;
    }
  }

  async press(m, b, button) {
    if (b.copy) return this.copy(b.copy);
    if (b.url) {
      if (this.open(b.url)) window.open(b.url, "_blank", "noopener,noreferrer");
      return;
    }
    if (!b.data) return this.toast("Tombol jenis ini tidak ada di sandbox.");
    if (button.classList.contains("busy")) return;
    button.classList.add("busy");
    try {
      const { query } = await post("press", { user: String(this.person.id), message: m.id, data: b.data });
      const early = this.early.get(query);
      if (early) return this.settle(button, early);
      this.waiting.set(query, button);
      setTimeout(() => {
        this.waiting.delete(query);
        button.classList.remove("busy");
      }, patience);
    } catch (err) {
      button.classList.remove("busy");
      this.toast(err.message);
    }
  }

  // answer is what the bot says to a press.
  answer(a) {
    const button = this.waiting.get(a.query);
    this.waiting.delete(a.query);
    if (button) return this.settle(button, a);
    this.early.set(a.query, a);
    setTimeout(() => this.early.delete(a.query), patience);
  }

  settle(button, a) {
    button.classList.remove("busy");
    if (a.url) this.open(a.url);
    if (!a.text) return;
    if (a.alert) alertBox(this.frame, this.page.bot.name, a.text);
    else this.toast(a.text);
  }

  // open says whether the browser may follow a link. One into this bot starts it
  // here; one to elsewhere is not followed.
  open(link) {
    const start = this.page.start(link);
    if (start !== null) {
      this.send({ text: start ? `/start ${start}` : "/start" });
      return false;
    }
    const url = address(link);
    if (url && (url.host === location.host || ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname))) return true;
    this.toast(`Tautan ke luar tidak dibuka di sandbox: ${link}`);
    return false;
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(`Disalin: ${text.slice(0, 60)}`);
    } catch {
      this.toast("Peramban tidak mengizinkan menyalin.");
    }
    this.choose(null);
  }

  askPlace() {
    askPlace(this.frame, this.page.places, (lat, lon) => this.send({ lat, lon }));
  }

  async block(on) {
    this.more.open = false;
    try {
      await post("block", { user: String(this.person.id), on });
    } catch (err) {
      this.toast(err.message);
    }
  }

  toast(words) {
    clearTimeout(this.toastTimer);
    this.toastBox.textContent = words;
    this.toastBox.classList.add("shown");
    this.toastTimer = setTimeout(() => this.toastBox.classList.remove("shown"), 2500 + words.length * 35);
  }
}

const initials = (name) => name.split(/\s+/).slice(0, 2).map((w) => w[0] || "").join("").toUpperCase();
