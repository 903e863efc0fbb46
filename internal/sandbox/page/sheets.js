import { el, icon } from "./dom.js";
import { size } from "./words.js";

// sheet opens a dialog over a phone. The browser itself keeps the focus inside,
// closes it with Escape and gives the focus back.
function sheet(frame, label, className, ...children) {
  const box = el("dialog", { class: `sheet ${className}`, "aria-label": label }, ...children);
  const at = frame.getBoundingClientRect();
  box.style.setProperty("--x", `${at.left + at.width / 2}px`);
  box.style.setProperty("--w", `${Math.min(at.width - 24, 420)}px`);
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

const cancel = () => el("button", { type: "button", class: "quiet", text: "Batal", on: { click: (event) => event.currentTarget.closest("dialog").close() } });

// alertBox is the answer to a press that wants to be read.
export function alertBox(frame, title, words) {
  sheet(frame, title, "alert", el("h2", { text: title }), el("p", { text: words }),
    el("div", { class: "choices" }, el("button", { type: "button", class: "strong", text: "Oke", autofocus: true, on: { click: (event) => event.currentTarget.closest("dialog").close() } })));
}

export function enlarge(frame, m) {
  const box = sheet(frame, "Foto", "lightbox",
    el("button", { type: "button", class: "shut", "aria-label": "Tutup", autofocus: true, on: { click: () => box.close() } }, icon("close")),
    el("img", { src: m.file.url, alt: m.text || "Foto", on: { click: () => box.close() } }),
    m.text && el("p", { text: m.text }));
}

// askPlace lets a person choose a place or type its coordinates.
export function askPlace(frame, places, done) {
  const lat = el("input", { name: "lat", inputmode: "decimal", required: true, autocomplete: "off", placeholder: "-3,65107" });
  const lon = el("input", { name: "lon", inputmode: "decimal", required: true, autocomplete: "off", placeholder: "102,59247" });
  const wrong = el("p", { class: "wrong", role: "alert" });
  const form = el("form", { on: {
    submit: (event) => {
      event.preventDefault();
      const [a, b] = [lat, lon].map((x) => Number(x.value.trim().replace(",", ".")));
      if (!(Math.abs(a) <= 90) || !(Math.abs(b) <= 180) || !lat.value.trim() || !lon.value.trim()) {
        wrong.textContent = "Lintang antara -90 dan 90, bujur antara -180 dan 180.";
        lat.focus();
        return;
      }
      box.close();
      done(a, b);
    },
  } },
    el("div", { class: "pair" }, el("label", {}, "Lintang", lat), el("label", {}, "Bujur", lon)), wrong,
    el("div", { class: "choices" }, cancel(), el("button", { type: "submit", class: "strong", text: "Kirim lokasi" })));
  const box = sheet(frame, "Kirim lokasi", "ask", el("h2", { text: "Kirim lokasi" }),
    el("ul", { class: "places" }, ...places.map((p, i) => el("li", {}, el("button", { type: "button", autofocus: i === 0, on: {
      click: () => {
        box.close();
        done(p.lat, p.lon);
      },
    } }, icon("pin"), el("span", { text: p.name }))))), form);
}

// askFiles shows what is about to be sent, with a caption.
export function askFiles(frame, files, text, done) {
  const pictures = files.every((f) => ["image/jpeg", "image/png", "image/webp"].includes(f.type));
  const caption = el("textarea", { rows: "2", maxlength: "1024", placeholder: "Tambahkan keterangan…", "aria-label": "Keterangan", autofocus: true });
  caption.value = text;
  const whole = el("input", { type: "checkbox" });
  const urls = [];
  const submit = () => {
    box.close();
    done(caption.value, whole.checked ? "document" : "");
  };
  caption.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  const previews = files.map((f) => {
    if (!pictures) return el("p", { class: "card" }, el("span", { class: "round" }, icon("file")), el("span", {}, el("b", { text: f.name }), el("span", { text: size(f.size) })));
    const url = URL.createObjectURL(f);
    urls.push(url);
    return el("img", { src: url, alt: f.name });
  });
  const box = sheet(frame, "Kirim berkas", "ask", el("h2", { text: pictures ? (files.length > 1 ? `Kirim ${files.length} foto` : "Kirim foto") : "Kirim berkas" }),
    el("div", { class: "previews" }, ...previews), caption,
    pictures && el("label", { class: "check" }, whole, "Kirim sebagai berkas, tanpa dikecilkan"),
    el("div", { class: "choices" }, cancel(), el("button", { type: "button", class: "strong", text: "Kirim", on: { click: submit } })));
  box.addEventListener("close", () => urls.forEach((u) => URL.revokeObjectURL(u)));
}
