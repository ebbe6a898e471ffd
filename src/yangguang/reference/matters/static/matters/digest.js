/*
  Lets anybody check a flow file where they are: fetch the very file, compute its SM3 here, compare with what the page says and with what
  the engine runs.
*/

import { sm3 } from "../certificates/sm3.js";

const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

for (const place of document.querySelectorAll("[data-check-file]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "yg-linkbtn";
  button.textContent = "在浏览器里核对";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    said.textContent = "　正在算…";
    try {
      const answer = await fetch(place.dataset.checkFile);
      const digest = hex(sm3(new Uint8Array(await answer.arrayBuffer())));
      const isShown = digest === place.dataset.sm3, runs = place.dataset.runs;
      if (!answer.ok || !isShown) said.textContent = `　对不上：文件的指纹是 ${digest.slice(0, 8)}…，公布的是 ${place.dataset.sm3.slice(0, 8)}…。请拨打 12345 告诉我们。`;
      else if (runs && runs !== digest) said.textContent = "　与公布的一致，但与执行中的不一致。请拨打 12345 告诉我们。";
      else said.textContent = runs ? "　核对过了：与公布的、与执行中的都一致。" : "　核对过了：与公布的一致。";
    } catch {
      said.textContent = "　没有取到文件，网络通了再核对。";
    }
  });
  place.append(button, said);
}
