// Passkeys: takes the server's question from the form, lets the browser answer, sends the answer with the form.
// Hook: form[data-passkey="create" | "get"] with data-options (JSON), a button [data-passkey-go], a hidden field
// [data-passkey-answer] and a [role=status] for what went wrong.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const opened = ({ publicKey }) => {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  return asked;
};

const written = (credential) => {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[part]) response[part] = text(said[part]);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
};

const WORDS = {
  NotAllowedError: "没有完成：您取消了，或者等得太久。再按一次就可以重来。",
  InvalidStateError: "这把通行密钥已经添加过，不用再添加。",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-go]");
  const status = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    status.textContent = "这个浏览器不支持通行密钥，请用动态口令。";
    continue;
  }
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    status.textContent = "请按浏览器的提示核验。";
    const question = { publicKey: opened(JSON.parse(form.dataset.options)) };
    try {
      const credential = await navigator.credentials[form.dataset.passkey](question);
      form.querySelector("[data-passkey-answer]").value = written(credential);
      form.submit();
    } catch (problem) {
      status.textContent = WORDS[problem.name] ?? `没有完成（${problem.name}）。可以再试一次，或者改用动态口令。`;
    }
  });
}
