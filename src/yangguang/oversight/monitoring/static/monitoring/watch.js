/* The live screen: asks for every card it does not have yet, so that none falls off before it was seen. Without this file the
   page shows the newest cards as they were when it was opened. */

const MOST = 200;

function feed(region) {
  const list = region.querySelector("#feed");
  let isAsking = false, isWanted = false;
  const ask = async () => {
    isWanted = true;
    if (isAsking) return;
    isAsking = true;
    try {
      while (isWanted) {
        isWanted = false;
        const after = list.querySelector("[data-card]")?.dataset.card ?? "0";
        const answer = await fetch(`${region.dataset.feed}?after=${after}`);
        if (!answer.ok || answer.redirected) break;  // signed out meanwhile: the page says so when it is opened again
        const text = (await answer.text()).trim();
        if (text) {
          list.querySelector(".mo-none")?.remove();
          list.insertAdjacentHTML("afterbegin", text);
        }
        while (list.children.length > MOST) list.lastElementChild.remove();
        isWanted ||= answer.headers.has("X-More");
      }
    } catch { /* the line is down: the next card asks again from the last one that was seen */ }
    isAsking = false;
  };
  region.addEventListener("live", ask);
  ask();  // what came between drawing the page and listening
}

document.querySelectorAll("[data-feed]").forEach(feed);
