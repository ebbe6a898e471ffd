/* The workbench: phrases at hand go into their field; the document in the middle follows what is being written. */

document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-phrase]");
  if (!phrase) return;
  const field = document.getElementById(phrase.dataset.phrase);
  field.value = field.value ? `${field.value.trimEnd()}${phrase.textContent}` : phrase.textContent;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.querySelectorAll("form[data-draft]").forEach((form) => {
  const sheet = document.getElementById("paper");
  let waiting = 0, turn = 0;
  const refresh = async () => {
    const mine = ++turn;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.ok && mine === turn) sheet.innerHTML = await answer.text();
    } catch { /* the draft waits for the next key; nothing is lost */ }
  };
  form.addEventListener("change", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 150); });
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(refresh, 900); });
  if (form.querySelector('[name="do"]:checked, input[type="hidden"][name="do"]')) refresh();
});
