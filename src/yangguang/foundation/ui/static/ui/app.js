/* What pages do beyond plain HTML. Every page works without this file where the task allows; nothing here decides anything.
   Hooks are data attributes: data-live, data-autosave, data-guard, data-when, data-repeat, data-upload, data-dialog, data-rows,
   data-slash. */

const each = (selector, root, act) => root.querySelectorAll(selector).forEach(act);
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");
const clockTime = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

/* ---- live: a region asks for itself again when its topic speaks; polls when the stream stays closed ---- */
function live(region) {
  const isBusy = () => region.querySelector("input:checked") || region.querySelector("input:focus, textarea:focus, select:focus");
  let due = 0;  // many events in a moment are one question; nothing changes under somebody's hands
  const refresh = (wait = Number(region.dataset.liveWait) || 1000) => { due = due || setTimeout(() => { due = 0; if (isBusy()) refresh(5000); else window.htmx?.trigger(region, "live"); }, wait); };
  let polling = 0;
  const source = new EventSource(region.dataset.live);
  source.onmessage = () => { if (region.isConnected) refresh(); else source.close(); };
  source.onopen = () => { clearInterval(polling); polling = 0; };
  source.onerror = () => { polling = polling || setInterval(() => refresh(), 30000); };
  addEventListener("pagehide", () => source.close(), { once: true });
}

/* ---- what somebody has opened stays open when its region is drawn anew ---- */
const titleOf = (details) => (details.querySelector("summary")?.textContent || "").replace(/\d+/g, "").trim();
let opened = new Set();
addEventListener("htmx:beforeSwap", (event) => { opened = new Set([...event.target.querySelectorAll("details[open]")].map(titleOf)); });
addEventListener("htmx:afterSwap", () => { each("details:not([open])", document, (one) => { if (opened.has(titleOf(one))) one.open = true; }); opened = new Set(); });

/* ---- drafts: saved a moment after the last key, and when the page is left; never kept on the device ---- */
function autosave(form) {
  const say = form.querySelector("[data-save-state]") || document.querySelector("[data-save-state]");
  let waiting = 0, asked = 0, shown = 0;
  const tell = (text) => { if (say) say.textContent = text; };
  const save = async () => {
    clearTimeout(waiting);
    waiting = 0;
    const turn = ++asked;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
      if (turn < shown) return;
      shown = turn;
      if (answer.ok) {
        const kept = await answer.json().catch(() => ({}));
        if (form.elements.revision && kept.revision !== undefined) form.elements.revision.value = kept.revision;
        form.dataset.dirty = "";
        tell(`草稿已存 ${clockTime()}`);
        return;
      }
      const refusal = await answer.json().catch(() => ({}));
      tell(refusal.message || "没有存上，您填的还在页面里，请不要关闭");
    } catch {
      tell("网络断了，没有存上；连上以后自动再存");
      waiting = setTimeout(save, 10000);
    }
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 1500); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) save(); });
}

/* ---- a form with changes is not left by accident ---- */
function guard(form) {
  form.addEventListener("input", () => { form.dataset.dirty = "yes"; });
  form.addEventListener("submit", () => { form.dataset.dirty = ""; });
  addEventListener("beforeunload", (event) => { if (form.dataset.dirty === "yes") event.preventDefault(); });
}

/* ---- a form is sent once; the browser's back button finds it ready again ---- */
function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent === "yes") { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) { button.setAttribute("aria-busy", "true"); }
  });
  addEventListener("pageshow", () => { form.dataset.sent = ""; each("[aria-busy]", form, (button) => button.removeAttribute("aria-busy")); });
}

/* ---- fields that show only when another has a value: data-when="name=a|b" or "name!=a" ---- */
function conditional(form) {
  const value = (name) => {
    const found = [...form.elements].filter((one) => one.name === name);
    const chosen = found.filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked);
    return chosen.map((one) => one.type === "checkbox" && one.value === "on" ? "true" : one.value);
  };
  const settle = () => each("[data-when]", form, (part) => {
    const [, name, sign, list] = part.dataset.when.match(/^([^!=]+)(!?=)(.*)$/) || [];
    if (!name) return;
    const hit = value(name).some((one) => list.split("|").includes(one));
    const shown = sign === "=" ? hit : !hit;
    part.hidden = !shown;
    each("input, select, textarea", part, (control) => { control.disabled = !shown; });
  });
  form.addEventListener("change", settle);
  form.addEventListener("input", settle);
  settle();
}

/* ---- repeat groups: a template whose names hold __index__ ---- */
function repeat(group) {
  const model = group.querySelector("template");
  const list = group.querySelector("[data-repeat-list]");
  const most = Number(group.dataset.most || 99), least = Number(group.dataset.least || 0);
  const items = () => [...list.children];
  const settle = () => {
    each("[data-repeat-add]", group, (button) => { button.disabled = items().length >= most; });
    items().forEach((item) => each("[data-repeat-remove]", item, (button) => { button.hidden = items().length <= least; }));
  };
  let next = Number(group.dataset.next || items().length);
  group.addEventListener("click", (event) => {
    if (event.target.closest("[data-repeat-add]")) {
      const holder = document.createElement("template");
      holder.innerHTML = model.innerHTML.replaceAll("__index__", String(next++));
      const item = holder.content.firstElementChild;
      list.append(item);
      item.querySelector("input, select, textarea")?.focus();
    } else if (event.target.closest("[data-repeat-remove]")) {
      event.target.closest("[data-repeat-item]").remove();
      group.querySelector("[data-repeat-add]")?.focus();
    } else return;
    settle();
    group.dispatchEvent(new Event("input", { bubbles: true }));
  });
  settle();
}

/* ---- files: chosen files go up at once with a bar; a failed one can be chosen again ---- */
function upload(form) {
  const input = form.querySelector('input[type="file"]');
  const say = form.querySelector('[role="status"]');
  const bar = form.querySelector("progress");
  each('button[type="submit"]', form, (button) => { button.hidden = true; });
  const tell = (text) => { if (say) say.textContent = text; };
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const most = Number(form.dataset.maxBytes || 0);
    const heavy = most && [...input.files].find((file) => file.size > most);
    if (heavy) { tell(`没有上传：“${heavy.name}”超过 ${Math.floor(most / 1048576)} MB。请压缩或分成几份再传。`); input.value = ""; return; }
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.setRequestHeader("Accept", form.dataset.upload === "region" ? "text/html" : "application/json");
    if (bar) bar.hidden = false;
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      if (bar) bar.value = event.loaded / event.total;
      tell(event.loaded < event.total ? `正在上传，已传 ${Math.round((100 * event.loaded) / event.total)}%` : "已传完，正在检查");
    };
    request.onerror = () => { if (bar) bar.hidden = true; tell("没有传上：网络断了。请再选一次，其他已传的都在。"); input.value = ""; };
    request.onload = () => {
      if (bar) bar.hidden = true;
      input.value = "";
      if (request.status < 300) {
        const region = form.dataset.region && document.querySelector(form.dataset.region);
        if (region && form.dataset.upload === "region") {
          region.outerHTML = request.responseText;
          start(document.querySelector(form.dataset.region));
          window.htmx?.process(document.querySelector(form.dataset.region));
        } else location.reload();
        return;
      }
      let refusal = {};
      try { refusal = JSON.parse(request.responseText); } catch { /* not JSON: the plain words below */ }
      tell(refusal.message ? `${refusal.message}${refusal.remedy || ""}` : "没有传上。请再选一次，其他已传的都在。");
    };
    const body = new FormData(form);
    request.send(body);
    tell("正在上传");
  });
}

/* ---- desk keys: J and K move, Enter opens, / searches, Escape leaves ---- */
function deskKeys() {
  const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")].filter((row) => row.querySelector("a[href]"));
  const move = (by) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.hasAttribute("data-current"));
    const to = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    all.forEach((row) => row.removeAttribute("data-current"));
    to.setAttribute("data-current", "");
    to.querySelector("a[href]").focus();
    to.scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const search = document.querySelector("[data-slash]");
    if (typing(event.target)) { if (event.key === "Escape") event.target.blur(); return; }
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
  });
}

/* ---- menus close on Escape and outside; dialogs open from any button ---- */
function menus() {
  addEventListener("click", (event) => {
    each("details.yg-menu[open]", document, (menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); document.querySelector(opener.dataset.dialog)?.showModal(); }
    const closer = event.target.closest("[data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); }
    if (event.target.closest("[data-print]")) { event.preventDefault(); print(); }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each("details.yg-menu[open]", document, (menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
}

function start(root) {
  if (!root) return;
  const own = (selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  own("[data-live]").forEach(live);
  own("form").filter((form) => form.querySelector("[data-when]")).forEach(conditional);
  own("[data-repeat]").forEach(repeat);
  own("form[data-autosave]").forEach(autosave);
  own("form[data-guard]").forEach(guard);
  own("form[data-upload]").forEach(upload);
  own("form[method='post']:not([data-upload]):not([hx-post])").forEach(once);
  own("[data-submit-on-change]").forEach((control) => control.addEventListener("change", () => control.form.requestSubmit()));
}

start(document);
deskKeys();
menus();
document.querySelector(".yg-problems")?.focus();
document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) start(event.detail.elt); });
