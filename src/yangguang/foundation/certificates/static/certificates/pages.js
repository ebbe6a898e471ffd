/* What the certificate pages do: make and install keys, sign in, sign acts. Hooks: [data-certificates], form[data-certificate-sign-in],
   form[data-certificate-request], [data-certificate-act], [data-certificate-batch], form[data-certificate-factor]. Without script they say what is missing. */

import {
  exportFile, forgetKey, fromBase64, importFile, install, keepKey, listKeys, openKey, pinProblem, signForeign, toBase64, usable,
} from "./keys.js";
import { generateKey, pointOf, publicKeyInfo, sign } from "./sm2.js";

const text = new TextEncoder();
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

async function ask(address, fields) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  Object.entries(fields).forEach(([name, value]) => body.set(name, value));
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  const told = await answer.json().catch(() => ({}));
  if (told.code === "access.factor_needed") location.assign(`${told.address}${encodeURIComponent(location.pathname)}`);
  if (!answer.ok) throw new Error(`${told.message || "没有连上服务器，什么都没有提交。"}${told.remedy || ""}`);
  return told;
}

function say(root, message, isProblem = true) {
  const box = root.querySelector("[data-say]");
  if (!box) return;
  box.textContent = message;
  box.hidden = !message;
  box.className = `yg-notice${isProblem ? " yg-notice--problem" : ""}`;
}

async function busy(root, act) {
  const buttons = root.querySelectorAll("button");
  buttons.forEach((one) => { one.disabled = true; });
  say(root, "");
  try {
    await act();
  } catch (problem) {
    say(root, problem.message);
  } finally {
    buttons.forEach((one) => { one.disabled = false; });
  }
}

function offer(select, entries) {
  const told = (one) => `${one.name || "证书"}${one.kind ? `（${one.kind}，指纹 ${one.id.slice(8, 16)}）` : `（到 ${one.until || "?"}）`}`;
  select.replaceChildren(...entries.map((one) => new Option(told(one), one.id)));
}

async function signed(entry, pin, statement) {
  const key = await openKey(entry, pin), message = text.encode(statement);
  return toBase64(entry.kind ? await signForeign(entry, key, message) : sign(key, message));
}

/* ---- asking for a certificate: the key is made here and stays here ---- */
function request(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, async () => {
      const pin = form.elements.pin.value;
      const problem = pinProblem(pin) || (pin !== form.elements.pin_again.value ? "两次输入的口令不一样。" : "");
      if (problem) throw new Error(problem);
      const reuse = form.elements.reuse?.value;
      const entry = reuse ? (await listKeys()).find((one) => one.serial === reuse) : null;
      if (reuse && !entry) throw new Error("这个浏览器里没有原证书的密钥，不能用原密钥延期。请改选换新密钥。");
      const scalar = entry ? await openKey(entry, pin) : generateKey().scalar;
      const fields = { profile: form.elements.profile.value, replaces: form.elements.replaces?.value || "" };
      fields.public_key = toBase64(publicKeyInfo(pointOf(scalar)));
      const { information } = await ask(form.dataset.prepare, fields);
      const signature = toBase64(sign(scalar, fromBase64(information)));
      if (!entry) await keepKey(scalar, pin);
      await ask(form.action, { ...fields, information, signature });
      location.reload();
    });
  });
}

/* ---- the own certificates: what this browser holds of them ---- */
async function own(root) {
  const issued = JSON.parse(document.getElementById("issued-certificates").textContent);
  await install(issued);
  const entries = await listKeys();
  root.querySelectorAll("[data-serial]").forEach((row) => {
    const entry = entries.find((one) => one.serial === row.dataset.serial);
    row.querySelector("[data-here]").textContent = entry ? "密钥在这个浏览器里" : "密钥不在这个浏览器里";
    row.querySelectorAll("[data-needs-key]").forEach((one) => { one.hidden = !entry; });
    row.querySelector("form[data-export]")?.addEventListener("submit", (event) => {
      event.preventDefault();
      busy(row, async () => {
        const written = await exportFile(entry, event.target.elements.pin.value);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([written], { type: "application/x-pem-file" }));
        link.download = `certificate-${entry.serial.slice(0, 8)}.pem`;
        link.click();
        URL.revokeObjectURL(link.href);
        say(row, "已导出。文件用您的口令加密，请放在只有您能拿到的地方。", false);
      });
    });
    row.querySelector("[data-forget]")?.addEventListener("click", async () => { await forgetKey(entry.id); location.reload(); });
  });
}

/* ---- certificates of other authorities: show the key, and the account is bound ---- */
async function outside(form) {
  const bound = form.dataset.bound.split(" ");
  const entries = (await listKeys()).filter((one) => one.kind && !bound.includes(one.serial));
  offer(form.elements.key, entries);
  form.querySelector("[data-some]").hidden = !entries.length;
  form.querySelector("[data-none]").hidden = Boolean(entries.length);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, async () => {
      const entry = entries.find((one) => one.id === form.elements.key.value);
      const challenge = await ask(form.dataset.challenge, {});
      const signature = await signed(entry, form.elements.pin.value, challenge.statement);
      await ask(form.action, { nonce: challenge.nonce, certificate: entry.certificate, signature });
      location.reload();
    });
  });
}

/* ---- a file from another computer ---- */
function bring(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, async () => {
      await importFile(await form.elements.file.files[0].text(), form.elements.pin.value);
      location.reload();
    });
  });
}

/* ---- signing in ---- */
async function signIn(form) {
  const entries = (await listKeys()).filter((one) => one.certificate);
  offer(form.elements.key, entries);
  form.querySelector("[data-some]").hidden = !entries.length;
  form.querySelector("[data-none]").hidden = Boolean(entries.length);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form, async () => {
      const entry = entries.find((one) => one.id === form.elements.key.value);
      const challenge = await ask(form.dataset.challenge, {});
      const signature = await signed(entry, form.elements.pin.value, challenge.statement);
      const fields = { nonce: challenge.nonce, certificate: entry.certificate, signature, next: form.elements.next.value };
      const answer = await ask(form.action, fields);
      location.assign(answer.address);
    });
  });
}

/* ---- signing an act: the statement on the page is signed, to the byte, when the form is sent ---- */
async function act(part) {
  const form = part.closest("form"), statement = JSON.parse(part.querySelector("script").textContent);
  const entries = (await listKeys()).filter((one) => part.dataset.serials.split(" ").includes(one.serial));
  part.querySelector("[data-some]").hidden = !entries.length;
  part.querySelector("[data-none]").hidden = Boolean(entries.length);
  if (!entries.length) return;
  const pin = part.querySelector("[data-pin]");
  pin.required = part.dataset.required === "yes" || pin.required;
  form.addEventListener("submit", (event) => {
    if (form.elements.signature.value || (!pin.value && !pin.required)) return;
    event.preventDefault();
    event.stopImmediatePropagation();  // it is not sent yet: the guard against sending twice must not see it
    const submitter = event.submitter;
    busy(part, async () => {
      form.elements.signature.value = await signed(entries[0], pin.value, statement);
      form.elements.signature_serial.value = entries[0].serial;
      form.requestSubmit(submitter);
    });
  }, { capture: true });
}

/* ---- signing several acts: one PIN, each statement signed by itself ---- */
async function batch(part) {
  const form = part.closest("form"), statements = JSON.parse(part.querySelector("script").textContent);
  const entries = (await listKeys()).filter((one) => part.dataset.serials.split(" ").includes(one.serial));
  part.querySelector("[data-some]").hidden = !entries.length;
  part.querySelector("[data-none]").hidden = Boolean(entries.length);
  if (!entries.length) return;
  const pin = part.querySelector("[data-pin]"), field = (of) => form.elements[`signature-${of}`];
  form.addEventListener("submit", (event) => {
    if (statements.every(({ of }) => field(of).value) || (!pin.value && !pin.required)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    busy(form, async () => {
      const key = await openKey(entries[0], pin.value);
      for (const [place, { of, statement }] of statements.entries()) {
        say(part, `正在签第 ${place + 1} 件，共 ${statements.length} 件。`, false);
        await new Promise((drawn) => { setTimeout(drawn); });  // let the page show it
        field(of).value = toBase64(sign(key, text.encode(statement)));
      }
      form.elements.signature_serial.value = entries[0].serial;
      submitter.disabled = false;  // a disabled button cannot send
      form.requestSubmit(submitter);
    });
  }, { capture: true });
}

/* ---- showing the certificate once more, where a second factor is asked for ---- */
async function factor(form) {
  const statement = JSON.parse(form.querySelector("script").textContent);
  const entries = (await listKeys()).filter((one) => form.dataset.serials.split(" ").includes(one.serial));
  form.querySelector("[data-some]").hidden = !entries.length;
  form.querySelector("[data-none]").hidden = Boolean(entries.length);
  form.addEventListener("submit", (event) => {
    if (form.elements.factor_certificate.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    busy(form, async () => {
      form.elements.factor_certificate.value = await signed(entries[0], form.querySelector("[data-pin]").value, statement);
      form.elements.factor_serial.value = entries[0].serial;
      form.requestSubmit();
    });
  }, { capture: true });
}

const begin = (selector, start) => document.querySelectorAll(selector).forEach((root) => {
  if (!usable()) return say(root, "这个浏览器不能保管证书：请用新一些的浏览器，并通过 https 打开本站。");
  return Promise.resolve(start(root)).catch((problem) => say(root, problem.message));
});
begin("[data-certificates]", own);
begin("form[data-import]", bring);
begin("form[data-certificate-outside]", outside);
begin("form[data-certificate-request]", request);
begin("form[data-certificate-sign-in]", signIn);
begin("[data-certificate-act]", act);
begin("[data-certificate-batch]", batch);
begin("form[data-certificate-factor]", factor);
