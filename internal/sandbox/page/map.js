import { el, icon, svg } from "./dom.js";

// noise gives the same numbers for the same place, so that a place always looks
// the same. Nothing here is a real map: nothing may be fetched.
function noise(seed) {
  let x = seed | 0 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 4294967296;
  };
}

export function mapCard(place) {
  const random = noise(Math.round(place.lat * 7919 + place.lon * 104729));
  const shapes = [["rect", { width: 260, height: 130, class: "land" }]];
  for (let i = 0; i < 4; i += 1) shapes.push(["ellipse", { cx: random() * 260, cy: random() * 130, rx: 24 + random() * 40, ry: 14 + random() * 24, class: "wood" }]);
  const y = 20 + random() * 90;
  shapes.push(["path", { d: `M-10 ${y} C 70 ${y + random() * 60 - 30}, 150 ${130 - y}, 270 ${20 + random() * 90}`, class: "river" }]);
  for (let i = 0; i < 5; i += 1) {
    const across = random() > 0.5;
    const a = random() * (across ? 130 : 260);
    const b = random() * (across ? 130 : 260);
    const d = across ? `M-5 ${a} Q 130 ${(a + b) / 2 + random() * 30 - 15} 265 ${b}` : `M${a} -5 Q ${(a + b) / 2 + random() * 40 - 20} 65 ${b} 135`;
    shapes.push(["path", { d, class: i < 2 ? "road main" : "road" }]);
  }
  shapes.push(["ellipse", { cx: 130, cy: 84, rx: 9, ry: 3.5, class: "shade" }]);
  shapes.push(["path", { d: "M130 84s-17-17-17-30a17 17 0 0 1 34 0c0 13-17 30-17 30z", class: "needle" }], ["circle", { cx: 130, cy: 54, r: 6.5, class: "eye" }]);
  const where = `${place.lat.toFixed(4)}, ${place.lon.toFixed(4)}`;
  return el("figure", { class: "map" },
    svg({ viewBox: "0 0 260 130", preserveAspectRatio: "xMidYMid slice", role: "img", "aria-label": `Lokasi ${where}` }, ...shapes),
    el("figcaption", {}, icon("pin"), el("span", {}, place.title && el("b", { text: place.title }), place.address && el("span", { text: place.address }), el("span", { class: "where", text: where }))),
  );
}
