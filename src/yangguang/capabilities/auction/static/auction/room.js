/* A bidding room that is alive: the server's clock, the stream with its fallback, bids with one key each. Nothing here decides anything:
   lateness, prices and outcomes are the server's. Without this file the page works as plain forms. */

const main = document.querySelector("[data-room]");
const state = JSON.parse(document.getElementById("room-state").textContent);
const find = (name, root = main) => root.querySelector(`[data-${name}]`);
const all = (name) => main.querySelectorAll(`[data-${name}]`);
const WAN = 1000000;
const wan = (fen) => (fen / WAN).toLocaleString("en-US", { maximumFractionDigits: 6 });

/* ---- amounts in capitals, as they bind ---- */
const DIGITS = "零壹贰叁肆伍陆柒捌玖", UNITS = ["", "拾", "佰", "仟"], SECTIONS = ["", "万", "亿", "万亿"];
function capitals(fen) {
  const yuan = Math.floor(fen / 100), rest = fen % 100;
  let text = "", gap = false;
  for (let place = 3; place >= 0; place--) {
    const section = Math.floor(yuan / 10000 ** place) % 10000;
    if (!section) { gap = Boolean(text); continue; }
    if (text && (gap || section < 1000)) text += "零";
    let inner = "", hole = false;
    for (let p = 3; p >= 0; p--) {
      const digit = Math.floor(section / 10 ** p) % 10;
      if (!digit) { hole = Boolean(inner); continue; }
      inner += (hole ? "零" : "") + DIGITS[digit] + UNITS[p];
      hole = false;
    }
    text += inner + SECTIONS[place];
    gap = false;
  }
  if (!rest) return `人民币${text || "零"}元整`;
  const jiao = Math.floor(rest / 10), cent = rest % 10;
  return `人民币${text ? `${text}元` : ""}${jiao ? `${DIGITS[jiao]}角` : text ? "零" : ""}${cent ? `${DIGITS[cent]}分` : "整"}`;
}

/* ---- the server's clock: only differences of a running counter are used, so the device's own date does not matter ---- */
let base = state.now - performance.now(), trip = Infinity;
const serverNow = () => base + performance.now();
async function measure() {
  const began = performance.now();
  try {
    const told = await (await fetch(main.dataset.clock, { cache: "no-store" })).json();
    const took = performance.now() - began;
    if (took < trip * 1.5) { trip = Math.min(trip, took); base = told.now + took / 2 - performance.now(); }
    show(took);
  } catch { /* the line is told of elsewhere */ }
}
function show(took) {
  const net = document.querySelector("[data-net]");
  if (!net) return;
  net.hidden = false;
  document.querySelector("[data-latency]").textContent = `往返 ${Math.round(took)} 毫秒`;
  document.querySelector("[data-signals]").dataset.bars = took < 50 ? 4 : took < 150 ? 3 : took < 400 ? 2 : 1;
}
measure();
setTimeout(measure, 700);
setInterval(measure, 20000);

/* ---- countdown; announced at five minutes and at one, not each second ---- */
const announced = new Set();
function left(milliseconds) {
  const s = Math.max(0, Math.ceil(milliseconds / 1000)), days = Math.floor(s / 86400);
  if (days) return `${days} 天 ${Math.floor(s / 3600) % 24} 小时`;
  const clock = [Math.floor(s / 60) % 60, s % 60].map((one) => String(one).padStart(2, "0"));
  return s >= 3600 ? `${Math.floor(s / 3600)}:${clock.join(":")}` : `${Math.floor(s / 60)}:${clock[1]}`;
}
function draw() {
  const now = serverNow(), timer = find("timer");
  for (const one of all("server-time")) one.textContent = new Date(now).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
  if (!timer) return;
  if (state.paused) { find("left").textContent = "暂停"; find("clock-word").textContent = "已暂停，恢复后补足时间"; return; }
  if (!state.ends) { find("left").textContent = "—"; return; }
  const rest = state.ends - now;
  find("left").textContent = left(rest);
  find("clock-word").textContent = rest <= 0 ? "正在核对截止前到达的报价" : state.phase === "waiting" ? "离开始还有" : "离结束还有";
  const drain = find("drain");
  if (drain) drain.style.width = `${Math.max(0, Math.min(100, rest / 10 / timer.dataset.window))}%`;
  const inLast = rest > 0 && rest < 300000 && state.phase !== "waiting";
  timer.parentElement.classList.toggle("late", inLast && rest < 60000);
  const warning = find("warning");
  for (const [limit, text] of [[60000, "还有 1 分钟。请不要等到最后一秒，网络可能来不及"], [300000, "还有 5 分钟"]]) {
    if (warning && inLast && rest < limit && !announced.has(`${state.ends}${limit}`)) { announced.add(`${state.ends}${limit}`); warning.textContent = text; break; }
  }
  if (rest < -1500 && !asking && serverNow() - asked > 1500) refresh();
}
setInterval(draw, 200);

/* ---- what the stream tells ---- */
let asked = 0, asking = false;
const PARTS = ["phase", "role"];
async function refresh() {
  asking = true;
  asked = serverNow();
  try {
    const fresh = await (await fetch(main.dataset.state, { headers: { Accept: "application/json" }, cache: "no-store" })).json();
    if (fresh.phase === undefined) return;
    const moved = PARTS.some((name) => fresh[name] !== state[name]) || (fresh.outcome && fresh.outcome !== state.outcome) || fresh.paused !== state.paused;
    if (moved && !sending) { location.reload(); return; }
    if (fresh.seq >= state.seq) { Object.assign(state, fresh); paint(); rows(fresh.bids ? fresh.bids.slice().reverse() : []); }
  } catch { /* tried again */ } finally { asking = false; }
}
function paint() {
  for (const one of all("count")) one.textContent = state.count;
  if (state.price && state.phase !== "sealed") {
    find("price").textContent = wan(state.price);
    const capital = find("capital");
    if (capital) capital.textContent = capitals(state.price);
  }
  const lead = find("lead");
  if (lead && state.leader) lead.textContent = state.leader === state.number ? "您领先。" : `${state.leader} 号领先。`;
  for (const [name, value] of [["head", state.head], ["head-seq", state.seq]]) { const one = find(name); if (one && value) one.textContent = value; }
  const word = find("ends-word");
  if (word && state.ends) {
    const at = new Date(state.ends), zone = { timeZone: "Asia/Shanghai" };
    word.textContent = `${at.toLocaleDateString("zh-CN", { ...zone, month: "long", day: "numeric" })} ${at.toLocaleTimeString("zh-CN", { ...zone, hour12: false })}`;
  }
  offer();
}
function rows(bids) {
  const table = find("bid-rows");
  if (!table) return;
  for (const bid of bids) {
    if (table.querySelector(`[data-seq="${bid.seq}"]`)) continue;
    table.querySelector("[data-none]")?.remove();
    const row = document.createElement("tr");
    row.dataset.seq = bid.seq;
    row.className = bid.number === state.number ? "me fresh" : "fresh";
    const at = new Date(bid.arrived).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
    for (const [text, kind] of [[bid.seq], [at], [bid.number === state.number ? `您（${bid.number} 号）` : `${bid.number} 号`], [bid.amount ? wan(bid.amount) : "密", "num"], ["", "num"]]) {
      const cell = row.insertCell();
      if (kind) cell.className = kind;
      if (kind === "num" && text) { const strong = document.createElement("b"); strong.textContent = text; cell.append(strong); } else cell.textContent = text;
    }
    const older = [...table.rows].find((one) => Number(one.dataset.seq) < bid.seq);
    table.insertBefore(row, older || null);
  }
}
async function hear(told) {
  if (told.seq <= state.seq && !told.refused) return;
  const moved = told.phase !== state.phase || told.paused !== state.paused || Boolean(told.outcome) !== Boolean(state.outcome);
  const gap = told.first !== undefined && told.first > state.seq + 1;
  const missed = state.seq;
  for (const name of ["seq", "ends", "price", "term", "count", "leader", "head"]) if (told[name] !== undefined) state[name] = told[name];
  if (moved) { if (sending) setTimeout(() => location.reload(), 1500); else location.reload(); return; }
  paint();
  if (told.more || gap) {
    const rest = await (await fetch(`${main.dataset.bids}?after=${missed}`)).json().catch(() => ({ bids: [] }));
    rows(rest.bids);
  } else rows((told.bids || []).map(([seq, number, amount, arrived, term]) => ({ seq, number, amount, arrived, term })));
}
let polling = 0;
const line = document.querySelector("[data-line]");
const poll = (is) => { clearInterval(polling); polling = is ? setInterval(refresh, 3000) : 0; if (line) line.hidden = !is; };
if (!state.outcome) {
  const source = new EventSource(state.topic);
  let wait = 0;
  source.onmessage = (event) => hear(JSON.parse(event.data));
  source.onopen = () => { clearTimeout(wait); poll(false); refresh(); };
  source.onerror = () => { clearTimeout(wait); wait = setTimeout(() => poll(true), 1500); };
  addEventListener("pagehide", () => source.close(), { once: true });
}

/* ---- the bid ---- */
const form = find("bid-form");
let sending = false;
function nextAmount() {
  const step = Number(form.dataset.step), start = Number(form.dataset.start);
  return state.price ? state.price + step : start;
}
function chosen() {
  const typed = form.elements.other?.value.replace(/[,，\s]/g, "");
  if (typed) return Math.round(Number(typed) * WAN);
  return Number(new FormData(form).get("amount") || 0);
}
function offer() {
  if (!form) return;
  const options = find("options", form);
  if (options && state.phase !== "falling") {
    const step = Number(form.dataset.step), first = nextAmount();
    [...options.querySelectorAll("label")].forEach((label, place) => {
      const more = [0, 1, 4][place], amount = first + more * step;
      label.querySelector("input").value = amount;
      label.querySelector("b").textContent = wan(amount);
    });
  }
  readBack();
}
function readBack() {
  if (!form) return;
  const amount = chosen(), good = Number.isFinite(amount) && amount > 0;
  const read = find("read", form), capital = find("read-capital", form), word = find("send-word", form);
  if (read) read.textContent = good ? wan(amount) : "—";
  if (capital) capital.textContent = good ? capitals(amount) : "请填数字，以万元为单位";
  if (word) word.textContent = `${form.dataset.signer ? "签名报价" : "报价"}${good ? ` ${wan(amount)} 万元` : ""}`;
  const steps = (amount - (state.price || Number(form.dataset.start))) / Number(form.dataset.step);
  find("confirm", form).hidden = !(good && Number(form.dataset.jump) && steps > Number(form.dataset.jump));
}
const say = (text, no = false) => { const said = find("said", form); said.textContent = text; said.classList.toggle("said--no", no); };

async function sign(body) {
  if (!form.dataset.signer) return "";
  const [{ listKeys, openKey, toBase64 }, { sign: sm2 }] = await Promise.all([import("../certificates/keys.js"), import("../certificates/sm2.js")]);
  const entry = (await listKeys()).find((one) => one.serial === form.dataset.signer);
  if (!entry) throw new Error("您的证书密钥不在这个浏览器里，请先在“我的证书”导入。");
  const scalar = await openKey(entry, form.querySelector("[data-pin]").value);
  const text = `阳光政务报价\n竞价场次：${form.dataset.session}\n竞买号：${form.dataset.number}\n金额（分）：${body.amount}\n其他条件：${body.term}\n报价标识：${body.key}\n所见序号：${body.seen}\n`;
  return toBase64(sm2(scalar, new TextEncoder().encode(text)));
}

async function send(event) {
  event.preventDefault();
  if (sending) return;
  const amount = chosen();
  if (!Number.isFinite(amount) || amount <= 0) { say("请填数字，以万元为单位，例如 12910。", true); return; }
  const body = { pass: state.pass, amount, key: crypto.randomUUID ? crypto.randomUUID() : `${Math.random()}`.slice(2), seen: state.seq,
    term: Number(form.elements.term?.value || 0), confirmed: form.elements.confirmed.checked };
  sending = true;
  find("send", form).setAttribute("aria-busy", "true");
  say("正在报出…");
  try {
    body.signature = await sign(body);
    const answer = await ask(body);
    if (answer.ok) {
      const receipt = JSON.parse(answer.told.receipt);
      say(`已受理：${wan(amount)} 万元，第 ${receipt.seq} 条，到达 ${new Date(receipt.arrived / 1000).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" })}。`);
      if (form.elements.other) form.elements.other.value = "";
      form.elements.confirmed.checked = false;
      if (state.phase === "sealed") setTimeout(() => location.reload(), 800);
    } else say(`${answer.told.message || "没有报出。"}${answer.told.remedy || ""}`, true);
    if (answer.told.seq >= state.seq && answer.told.phase === state.phase) {
      for (const name of ["price", "leader", "ends", "count"]) if (answer.told[name] !== undefined) state[name] = answer.told[name];
      paint();
      refresh();
    }
  } catch (problem) {
    say(problem.message || "网络断了，还不知道有没有报出。", true);
  } finally {
    sending = false;
    find("send", form).removeAttribute("aria-busy");
  }
}
/* The same key is asked again until there is an answer: it cannot count twice. */
async function ask(body) {
  for (let turn = 0; ; turn++) {
    try {
      const answer = await fetch(main.dataset.door, { method: "POST", headers: { "Content-Type": "application/json", "Idempotency-Key": body.key }, body: JSON.stringify(body) });
      const told = await answer.json();
      if (answer.status === 401 && turn < 2) { await refresh(); body.pass = state.pass; continue; }
      if (told.code === "auction.no_answer_yet" && turn < 20) continue;
      return { ok: answer.ok, told };
    } catch {
      if (turn >= 20) throw new Error("网络断了，还不知道有没有报出。连上以后再点一次，绝不会算两次。");
      say("网络不稳，正在用同一次报价再问，绝不会算两次…");
      await new Promise((done) => setTimeout(done, 300 + 200 * turn));
    }
  }
}
if (form) {
  form.addEventListener("submit", send);
  form.addEventListener("input", (event) => { if (event.target.name === "amount" && form.elements.other) form.elements.other.value = ""; readBack(); });
  offer();
}
draw();
