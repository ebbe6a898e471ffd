/*
  The chart of the flow editor as something to work on: a click opens a step, the tools beside it insert, branch, join and remove,
  dragging from one step to another (or 连到 and a second click) draws a way. Every change is the same request the rows send; without this
  script the rows do it all.
*/

const tools = [
  ["edit", "改这一步"],
  ["add", "后面加环节"],
  ["parallel", "后面同时进行"],
  ["branch", "后面分情况"],
  ["connect", "连到…"],
  ["remove", "删去"],
];
const SLACK = 8;
let connecting = "";

const flow = () => document.getElementById("flow");
const chart = () => document.querySelector(".fw-chart[data-editable]");
const nodeAt = (target) => target instanceof Element ? target.closest(".fw-chart[data-editable] [data-node]") : null;

function send(row, deed) {
  const form = document.querySelector("#flow form.fw-top");
  if (!form) return;
  htmx.ajax("POST", form.action, {
    source: form,
    target: "#flow",
    swap: "outerHTML",
    values: { row, do: deed },
  });
}

function open(row) {
  htmx.ajax("GET", `?row=${encodeURIComponent(row)}`, { target: "#flow", swap: "outerHTML" });
}

function say(words) {
  const line = document.getElementById("chart-say");
  if (line) line.textContent = words;
}

function choose(node) {
  const row = node.dataset.node;
  if (connecting && connecting !== row) {
    const from = connecting;
    stop();
    send(from, `connect:${row}`);
    return;
  }
  stop();
  if (flow().dataset.open === row) show(node);
  else open(row);
}

function stop() {
  connecting = "";
  chart()?.classList.remove("is-connecting");
  say("");
}

function show(node) {
  document.getElementById("chart-tools")?.remove();
  const bar = document.createElement("div");
  bar.id = "chart-tools";
  bar.className = "fw-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", `${name(node)}：在图上改`);
  for (const [deed, words] of tools) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "yg-btn yg-btn--small";
    button.textContent = words;
    button.addEventListener("click", () => act(node.dataset.node, deed));
    bar.append(button);
  }
  chart().after(bar);
}

function act(row, deed) {
  if (deed === "edit") {
    const field = document.getElementById("e-name") ?? document.querySelector(`#row-${CSS.escape(row)} input, #row-${CSS.escape(row)} button`);
    field?.scrollIntoView({ block: "center" });
    field?.focus();
  } else if (deed === "connect") {
    connecting = row;
    chart().classList.add("is-connecting");
    say("请点要连到的环节；按 Esc 不连了。");
  } else {
    send(row, deed);
  }
}

function name(node) {
  return node.querySelector("text")?.textContent || node.querySelector("title")?.textContent || "环节";
}

function dress() {
  const sheet = chart();
  if (!sheet || sheet.dataset.dressed) return;
  sheet.dataset.dressed = "yes";
  const picture = sheet.querySelector("svg");
  picture?.setAttribute("role", "group");
  const here = flow().dataset.open;
  for (const node of sheet.querySelectorAll("[data-node]")) {
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", `${name(node)}，打开`);
    node.classList.toggle("is-here", node.dataset.node === here);
  }
  const now = here && sheet.querySelector(`[data-node="${CSS.escape(here)}"]`);
  if (now) show(now);
}

document.addEventListener("click", (event) => {
  const node = nodeAt(event.target);
  if (node && !dragged) choose(node);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && connecting) stop();
  const node = nodeAt(event.target);
  if (node && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    choose(node);
  }
});

let start = null, dragged = false, line = null;

document.addEventListener("pointerdown", (event) => {
  dragged = false;
  const node = nodeAt(event.target);
  start = node && event.pointerType !== "touch" ? { node, x: event.clientX, y: event.clientY } : null;
});
document.addEventListener("pointermove", (event) => {
  if (!start) return;
  if (!dragged && Math.hypot(event.clientX - start.x, event.clientY - start.y) < SLACK) return;
  dragged = true;
  const picture = chart().querySelector("svg");
  const toPicture = (x, y) => new DOMPoint(x, y).matrixTransform(picture.getScreenCTM().inverse());
  if (!line) {
    line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("class", "e fw-line-new");
    picture.append(line);
  }
  const from = toPicture(start.x, start.y), to = toPicture(event.clientX, event.clientY);
  line.setAttribute("d", `M${from.x} ${from.y} L${to.x} ${to.y}`);
});
document.addEventListener("pointerup", (event) => {
  line?.remove();
  line = null;
  const from = start?.node;
  start = null;
  if (!from || !dragged) return;
  const over = nodeAt(document.elementFromPoint(event.clientX, event.clientY));
  if (over && over !== from) send(from.dataset.node, `connect:${over.dataset.node}`);
  setTimeout(() => { dragged = false; }, 0);
});

document.addEventListener("htmx:afterSettle", dress);
dress();
