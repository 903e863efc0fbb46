import { el, icon } from "./dom.js";
import { askFiles } from "./sheets.js";
import { gist } from "./words.js";

// Composer is the lower end of a phone: what the person writes, attaches, picks
// from the menu of commands or from the bot's own keys.
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.commands = [];
    this.picked = -1;
    const owner = phone.person.name;
    this.input = el("textarea", { rows: "1", placeholder: "Pesan", "aria-label": `Pesan dari ${owner}`, autocomplete: "off", enterkeyhint: "send", "aria-autocomplete": "list", "aria-controls": `commands-${phone.person.id}`, on: {
      input: () => this.typed(),
      keydown: (event) => this.key(event),
      beforeinput: (event) => this.broke(event),
      paste: (event) => this.paste(event),
      blur: () => setTimeout(() => this.list.contains(document.activeElement) || this.closeList(), 120),
    } });
    this.file = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", on: {
      change: () => {
        if (this.file.files.length) this.offer([...this.file.files]);
        this.file.value = "";
      },
    } });
    this.menuButton = el("button", { type: "button", class: "menu", "aria-haspopup": "listbox", "aria-expanded": "false", hidden: true, on: { click: () => this.toggleList() } }, icon("menu"), el("span", { text: "Menu" }));
    this.attach = el("details", { class: "attach" }, el("summary", { "aria-label": "Lampirkan" }, icon("attach")),
      el("div", { class: "pop" },
        this.option("photo", "Foto atau berkas", () => this.file.click()),
        this.option("pin", "Lokasi", () => phone.askPlace()),
        this.option("person", "Kontak saya", () => phone.send({ contact: "1" }))));
    this.keysButton = el("button", { type: "button", class: "plain", "aria-label": "Tombol bot", hidden: true, on: { click: () => this.showKeys(this.keys.hidden) } }, icon("keys"));
    this.sendButton = el("button", { type: "button", class: "send", "aria-label": "Kirim", on: { click: () => this.submit() } }, icon("send", true));
    this.list = el("ul", { id: `commands-${phone.person.id}`, class: "commands", role: "listbox", "aria-label": "Perintah", hidden: true });
    this.keys = el("div", { class: "keys", role: "group", "aria-label": "Tombol bot", hidden: true });
    this.banner = el("div", { class: "banner", hidden: true });
    this.line = el("div", { class: "write" }, this.menuButton, this.input, this.keysButton, this.attach, this.sendButton, this.file);
    this.start = el("button", { type: "button", class: "start", hidden: true, on: { click: () => this.begin() } });
    this.node = el("footer", { class: "composer" }, this.list, this.banner, this.line, this.keys, this.start);
    document.addEventListener("click", (event) => {
      if (!this.attach.contains(event.target)) this.attach.open = false;
      if (!this.node.contains(event.target)) this.closeList();
    });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.escape();
    });
  }

  option(name, label, act) {
    return el("button", { type: "button", on: { click: () => ((this.attach.open = false), act()) } }, icon(name), el("span", { text: label }));
  }

  // take follows the state of the chat.
  take(view) {
    this.commands = view.commands || [];
    this.menuButton.hidden = !this.commands.length;
    const begin = view.blocked || !view.started;
    const held = this.start === document.activeElement;
    this.start.hidden = !begin;
    this.start.textContent = view.blocked ? "Buka blokir dan mulai lagi" : "Mulai";
    this.line.hidden = begin;
    if (held && !begin) this.input.focus();
    const shown = JSON.stringify(view.keyboard || null);
    if (shown !== this.shownKeys) {
      this.shownKeys = shown;
      this.keyboard(view.keyboard);
    }
  }

  begin() {
    if (this.phone.blocked) this.phone.block(false).then(() => this.phone.send({ text: "/start" }));
    else this.phone.send({ text: "/start" });
  }

  keyboard(board) {
    this.input.placeholder = (board && board.placeholder) || "Pesan";
    const rows = (board && board.rows) || [];
    this.keys.replaceChildren(...rows.map((row) => el("div", { class: "row" }, ...row.map((k) =>
      el("button", { type: "button", class: "bot-key", text: k.text, on: {
        click: () => {
          if (k.request_location) this.phone.askPlace();
          else if (k.request_contact) this.phone.send({ contact: "1" });
          else this.phone.send({ text: k.text });
        },
      } })))));
    this.keysButton.hidden = !rows.length;
    this.showKeys(rows.length > 0);
    if (board && board.force_reply) {
      const m = this.phone.messages.get(board.message);
      if (m) this.reply(m);
    }
  }

  showKeys(on) {
    this.keys.hidden = !on;
    this.keysButton.setAttribute("aria-expanded", String(on));
  }

  typed() {
    this.fit();
    const typed = this.input.value;
    if (/^\/[a-z0-9_]*$/i.test(typed) && this.commands.length) this.openList(typed.slice(1).toLowerCase());
    else this.closeList();
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
    this.node.classList.toggle("filled", this.input.value.trim() !== "");
  }

  toggleList() {
    if (this.list.hidden) {
      this.openList("");
      this.input.focus();
    } else this.closeList();
  }

  openList(begin) {
    const found = this.commands.filter((c) => c.command.startsWith(begin));
    if (!found.length) return this.closeList();
    this.picked = -1;
    this.list.replaceChildren(...found.map((c) =>
      el("li", { id: `${this.list.id}-${c.command}`, role: "option", "aria-selected": "false", on: {
        mousedown: (event) => event.preventDefault(),
        click: () => this.run(c.command),
      }, data: { command: c.command } }, el("b", { text: `/${c.command}` }), el("span", { text: c.description }))));
    this.list.hidden = false;
    this.menuButton.setAttribute("aria-expanded", "true");
    if (begin) this.pick(0);
  }

  closeList() {
    this.list.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
    this.menuButton.setAttribute("aria-expanded", "false");
  }

  pick(n) {
    const all = [...this.list.children];
    this.picked = (n + all.length) % all.length;
    all.forEach((li, i) => li.setAttribute("aria-selected", String(i === this.picked)));
    this.input.setAttribute("aria-activedescendant", all[this.picked].id);
    all[this.picked].scrollIntoView({ block: "nearest" });
  }

  run(command) {
    this.closeList();
    this.input.value = "";
    this.fit();
    this.phone.send({ text: `/${command}` });
    this.input.focus();
  }

  key(event) {
    if (!this.list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.pick(event.key === "ArrowDown" ? this.picked + 1 : this.picked < 0 ? -1 : this.picked - 1);
    } else if (event.key === "Tab" && !this.list.hidden && this.picked >= 0) {
      event.preventDefault();
      this.input.value = `/${this.list.children[this.picked].dataset.command} `;
      this.closeList();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.entered = event.timeStamp;
      if (!this.list.hidden && this.picked >= 0) this.run(this.list.children[this.picked].dataset.command);
      else this.submit();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      const all = this.phone.log.querySelectorAll(".message");
      if (all.length) all[all.length - 1].focus();
    }
  }

  // broke keeps the line break of an Enter that has sent the text already: some
  // keyboards give it all the same.
  broke(event) {
    if (event.inputType === "insertLineBreak" && event.timeStamp - (this.entered ?? -1000) < 100) event.preventDefault();
  }

  escape() {
    if (!this.list.hidden) this.closeList();
    else if (this.attach.open) this.attach.open = false;
    else this.drop();
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.offer(files);
  }

  // offer asks once more before files are sent.
  offer(files) {
    const text = this.input.value;
    askFiles(this.phone.frame, files, text, async (caption, as) => {
      if (text) this.clear();
      const reply = this.replyTo;
      this.drop();
      await this.phone.send({ text: caption, as, reply_to: reply }, files);
    });
  }

  async submit() {
    const text = this.input.value;
    if (!text.trim()) return this.input.focus();
    const fields = { text, reply_to: this.replyTo, edit: this.editing };
    this.clear();
    this.drop();
    this.input.focus();
    if (!(await this.phone.send(fields))) {
      this.input.value = text;
      this.fit();
    }
  }

  clear() {
    this.input.value = "";
    this.closeList();
    this.fit();
  }

  reply(m) {
    this.editing = null;
    this.replyTo = m.id;
    this.show("reply", m.mine ? "Membalas pesan sendiri" : `Membalas ${this.phone.page.bot.name}`, gist(m));
  }

  change(m) {
    this.replyTo = null;
    this.editing = m.id;
    this.input.value = m.text;
    this.show("edit", "Mengubah pesan", m.text);
    this.fit();
  }

  show(name, title, text) {
    this.banner.replaceChildren(icon(name), el("span", {}, el("b", { text: title }), el("span", { text })),
      el("button", { type: "button", class: "plain", "aria-label": "Batalkan", on: { click: () => this.drop() } }, icon("close")));
    this.banner.hidden = false;
    this.input.focus();
  }

  // drop ends replying or changing.
  drop() {
    if (this.editing) this.clear();
    this.replyTo = null;
    this.editing = null;
    this.banner.hidden = true;
  }
}
