// el builds an element. Text is only ever set as text, so nothing that a person
// or the bot wrote can become markup.
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

const svgName = "http://www.w3.org/2000/svg";

// svg builds a drawing from [tag, attributes] pairs.
export function svg(props, ...shapes) {
  const root = document.createElementNS(svgName, "svg");
  for (const [k, v] of Object.entries(props)) root.setAttribute(k, v);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(svgName, tag);
    for (const [k, v] of Object.entries(attributes)) shape.setAttribute(k, v);
    root.append(shape);
  }
  return root;
}

const paths = {
  send: "M3.4 20.4 21 12.4c.4-.2.4-.7 0-.9L3.4 3.6c-.5-.2-1 .2-.9.7L4.4 11l9.6 1-9.6 1-1.9 6.7c-.1.5.4.9.9.7z",
  attach: "M16.5 6.5v10a4.5 4.5 0 0 1-9 0V6a3 3 0 0 1 6 0v10a1.5 1.5 0 0 1-3 0V7",
  menu: "M5 7h14M5 12h14M5 17h14",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  reply: "M10 6 4.5 11.5 10 17v-3.5c5 0 7.5 1.5 9.5 5 0-6-3.5-9.5-9.5-9.5z",
  pin: "M12 21s-6.5-6.1-6.5-11a6.5 6.5 0 0 1 13 0c0 4.9-6.5 11-6.5 11zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  photo: "M5 5h14a1.5 1.5 0 0 1 1.5 1.5v11A1.5 1.5 0 0 1 19 19H5a1.5 1.5 0 0 1-1.5-1.5v-11A1.5 1.5 0 0 1 5 5zm-1 11 4.5-4.5 4 4 2.5-2.5 5 5M15.5 9v.01",
  file: "M7 3.5h7l4 4v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1zm6.5.5v4h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.5 8c.7-4 3.5-6 7.5-6s6.8 2 7.5 6z",
  down: "M6 9.5l6 6 6-6",
  edit: "M5 19l1-4L16 5l3 3L9 18z",
  copy: "M9 8.5h9.5V20H9zM6 15.5H5V4h10v1.5",
  silent: "M6 17h12l-1.5-2.5V10a4.5 4.5 0 0 0-7-3.7M7.5 10v4.5L6 17M10.5 19.5h3M4 4l16 16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  keys: "M4 7h16v10H4zM7.5 10.5v.01M12 10.5v.01M16.5 10.5v.01M8.5 13.5h7",
  link: "M9 15l6-6M10.5 6.5 12 5a4.2 4.2 0 0 1 6 6l-1.5 1.5M13.5 17.5 12 19a4.2 4.2 0 0 1-6-6l1.5-1.5",
  checks: "M2.5 12.5l4 4 8-8.5M11 15.5l1 1 8.5-8.5",
};

// icon is a drawing of 24 by 24 in the colour of the text around it.
export function icon(name, filled = false) {
  return svg(
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" },
    ["path", { d: paths[name], fill: filled ? "currentColor" : "none", stroke: filled ? "none" : "currentColor", "stroke-width": "1.9", "stroke-linecap": "round", "stroke-linejoin": "round" }],
  );
}
