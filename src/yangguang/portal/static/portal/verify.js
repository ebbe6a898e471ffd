// Checks proof files in the browser, and asks no server anything: SM3 (GB/T 32905), SM2 (GB/T 32918.2) and the Merkle proof
// (RFC 9162, 2.1.3.2) are written out here. The same rules as verifiers/verify_proof.py, in other words.

// ---------------------------------------------------------------- SM3

const rotate = (word, count) => ((word << (count & 31)) | (word >>> (32 - (count & 31) & 31))) | 0;

export function sm3(content) {
  let state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e].map((one) => one | 0);
  const padded = new Uint8Array(Math.ceil((content.length + 9) / 64) * 64);
  padded.set(content);
  padded[content.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(content.length / 0x20000000));
  view.setUint32(padded.length - 4, (content.length * 8) >>> 0);
  for (let at = 0; at < padded.length; at += 64) state = compress(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => digest.setInt32(4 * place, word));
  return new Uint8Array(digest.buffer);
}

function compress(state, view, at) {
  const word = [];
  for (let j = 0; j < 16; j++) word.push(view.getInt32(at + 4 * j));
  for (let j = 16; j < 68; j++) {
    const x = word[j - 16] ^ word[j - 9] ^ rotate(word[j - 3], 15);
    word.push(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(word[j - 13], 7) ^ word[j - 6]);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j++) {
    const ss1 = rotate((rotate(a, 12) + e + rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ss2 = ss1 ^ rotate(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (word[j] ^ word[j + 4])) | 0;
    const tt2 = (gg + h + ss1 + word[j]) | 0;
    [a, b, c, d] = [tt1, a, rotate(b, 9), c];
    [e, f, g, h] = [tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g];
  }
  return [a, b, c, d, e, f, g, h].map((one, place) => one ^ state[place]);
}

// ---------------------------------------------------------------- SM2

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const G = [
  0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
];
const SIGNER_ID = new TextEncoder().encode("1234567812345678");
const mod = (number, by = P) => ((number % by) + by) % by;

function inverse(number) {
  let [old, rest, one, next] = [mod(number), P, 1n, 0n];
  while (rest) {
    const quotient = old / rest;
    [old, rest] = [rest, old - quotient * rest];
    [one, next] = [next, one - quotient * next];
  }
  return mod(one);
}

function add(one, other) {
  if (!one || !other) return one || other;
  let slope;
  if (one[0] === other[0]) {
    if (mod(one[1] + other[1]) === 0n) return null;
    slope = mod((3n * one[0] * one[0] + A) * inverse(2n * one[1]));
  } else slope = mod((other[1] - one[1]) * inverse(other[0] - one[0]));
  const x = mod(slope * slope - one[0] - other[0]);
  return [x, mod(slope * (one[0] - x) - one[1])];
}

function times(scalar, point) {
  let result = null;
  for (; scalar; scalar >>= 1n, point = add(point, point)) if (scalar & 1n) result = add(result, point);
  return result;
}

const hex = (octets) => Array.from(octets, (one) => one.toString(16).padStart(2, "0")).join("");
const toNumber = (octets) => BigInt("0x" + (hex(octets) || "0"));
const toOctets = (number) => Uint8Array.from(number.toString(16).padStart(64, "0").match(/../g), (pair) => parseInt(pair, 16));
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

export function sm2Verify(point, message, signature) {
  if (point.length !== 65 || point[0] !== 4) return false;
  const [x, y] = [toNumber(point.slice(1, 33)), toNumber(point.slice(33))];
  if (x >= P || y >= P || mod(y * y - x * x * x - A * x - B) !== 0n) return false;
  const numbers = derPair(signature);
  if (!numbers) return false;
  const [r, s] = numbers;
  const t = mod(r + s, N);
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n) return false;
  const z = sm3(joined([0, 8 * SIGNER_ID.length], SIGNER_ID, ...[A, B, G[0], G[1], x, y].map(toOctets)));
  const e = toNumber(sm3(joined(z, message)));
  const found = add(times(s, G), times(t, [x, y]));
  return found !== null && mod(e + found[0], N) === r;
}

function derPair(signature) {
  if (signature.length < 8 || signature[0] !== 0x30 || signature[1] !== signature.length - 2 || signature[1] > 127) return null;
  const numbers = [];
  let rest = signature.slice(2);
  while (rest.length) {
    if (rest.length < 3 || rest[0] !== 2 || rest[1] < 1 || rest[1] > rest.length - 2) return null;
    const octets = rest.slice(2, 2 + rest[1]);
    rest = rest.slice(2 + rest[1]);
    if (octets[0] & 0x80 || (octets.length > 1 && octets[0] === 0 && !(octets[1] & 0x80))) return null;
    numbers.push(toNumber(octets));
  }
  return numbers.length === 2 ? numbers : null;
}

// ---------------------------------------------------------------- log

const LOG_KIND = joined([0xff], new TextEncoder().encode("SM2-SM3"));
const WITNESS_KIND = joined([0xff], new TextEncoder().encode("SM2-SM3/cosignature/v1"));
const encoder = new TextEncoder();
const same = (one, other) => one.length === other.length && one.every((octet, place) => octet === other[place]);

class Unreadable extends Error {}

function decode(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Unreadable("Base64 编码有误");
  let octets;
  try {
    octets = atob(text);
  } catch {
    throw new Unreadable("Base64 编码有误");
  }
  if (btoa(octets) !== text) throw new Unreadable("Base64 编码不是唯一形式");
  return Uint8Array.from(octets, (sign) => sign.charCodeAt(0));
}

const utf8 = (octets) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);

function readKey(text) {
  const [name, id, ...rest] = text.split("+");
  const content = decode(rest.join("+"));
  const [kind, point] = [content.slice(0, -65), content.slice(-65)];
  const known = same(kind, LOG_KIND) || same(kind, WITNESS_KIND);
  if (!known || hex(sm3(joined(encoder.encode(name + "\n"), kind, point)).slice(0, 4)) !== id) throw new Unreadable("公钥与它的名称不符");
  return { name, id, point, isWitness: same(kind, WITNESS_KIND) };
}

function readNote(note) {
  const cut = note.lastIndexOf("\n\n");
  if (cut < 0 || !note.endsWith("\n")) throw new Unreadable("签署文本没有签名");
  const signatures = note.slice(cut + 2, -1).split("\n").map((line) => {
    const [dash, name, encoded] = line.split(" ");
    const content = decode(encoded);
    if (dash !== "\u2014" || content.length < 5) throw new Unreadable("签名行的格式不对");
    return { name, id: hex(content.slice(0, 4)), signature: content.slice(4) };
  });
  return { text: note.slice(0, cut + 1), signatures };
}

function signedBy(key, { text, signatures }) {
  const line = signatures.find((one) => one.name === key.name && one.id === key.id);
  if (!line) return false;
  if (!key.isWitness) return sm2Verify(key.point, encoder.encode(text), line.signature);
  const stamp = toNumber(line.signature.slice(0, 8));
  return sm2Verify(key.point, encoder.encode(`cosignature/v1\ntime ${stamp}\n${text}`), line.signature.slice(8));
}

function rootOf(leaf, index, size, path) {
  if (!(index >= 0 && index < size)) return null;
  let [node, last, root] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return null;
    if (node & 1n || node === last) {
      root = sm3(joined([1], sibling, root));
      while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
    } else root = sm3(joined([1], root, sibling));
    [node, last] = [node >> 1n, last >> 1n];
  }
  return last === 0n ? root : null;
}

function checkAct(act, size, root) {
  const problems = [];
  const entry = decode(act.entry);
  let told;
  if ("content" in act) {
    const content = decode(act.content);
    let expected = new Uint8Array();
    try {
      told = JSON.parse(utf8(content));
      const commitment = hex(sm3(joined(decode(act.salt), content)));
      const [kind, name] = [told.object_type, told.operation].map((one) => JSON.stringify(one));
      expected = encoder.encode(`{"commitment":"${commitment}","object_type":${kind},"operation":${name},"version":1}`);
    } catch {
      told = null;
    }
    if (!same(expected, entry)) problems.push("内容与入账的承诺不符，内容或盐值被改过");
  } else told = JSON.parse(utf8(entry));
  const path = act.proof.map(decode);
  const reached = Number.isSafeInteger(act.index) && path.every((one) => one.length === 32) && rootOf(sm3(joined([0], entry)), act.index, size, path);
  if (!reached || !same(reached, root)) problems.push("不在签署的日志里，序号、条目或路径被改过");
  return { index: act.index, told, problems };
}

export function check(text, trusted = "") {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Unreadable("不是 JSON 文件");
  }
  if (!file || file.format !== "yangguang-proof/1") throw new Unreadable("不是本平台的证明文件");
  try {
    const key = readKey(file.log);
    const note = readNote(utf8(decode(file.checkpoint)));
    const [origin, size, encoded, ...more] = note.text.split("\n");
    const root = decode(encoded);
    if (!/^(0|[1-9][0-9]*)$/.test(size)) throw new Unreadable("签署点没有条数");
    const problems = [];
    if (trusted && trusted !== file.log) problems.push("签署用的不是本站的公钥");
    if (origin !== key.name) problems.push("签署的来源与公钥的名称不符");
    if (!signedBy(key, note)) problems.push("日志的签名不对");
    if (!file.acts.length) problems.push("文件里没有任何记录");
    const acts = file.acts.map((act) => checkAct(act, Number(size), root));
    const witnesses = file.witnesses.map(readKey).filter((one) => signedBy(one, note)).map((one) => one.name);
    for (const act of acts) problems.push(...act.problems.map((problem) => `序号 ${act.index}：${problem}`));
    const signedAt = (more.find((line) => line.startsWith("signed-at ")) || "").slice(10);
    const fingerprint = hex(sm3(encoder.encode(file.log))).match(/.{8}/g).join(" ");
    return { origin, size: Number(size), signedAt, fingerprint, witnesses, acts, problems, isTrusted: Boolean(trusted) };
  } catch (problem) {
    if (problem instanceof Unreadable) throw problem;
    throw new Unreadable("内容不完整");
  }
}

// ---------------------------------------------------------------- page

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function pairs(rows) {
  const list = element("dl", "", "proof");
  for (const [name, value, className] of rows) list.append(element("dt", name), element("dd", value, className || ""));
  return list;
}

function show(place, verdict) {
  const isRight = verdict.problems.length === 0;
  const isWhole = verdict.acts.every(({ told }) => told && told.number !== undefined);
  const right = isWhole ? "相符：文件里的每条记录都在签署的日志里，一个字都没有改" : "相符：签署的日志里确有这样的记录，内容不在这份文件里";
  const head = element("h2", isRight ? right : "不相符：这份文件被改动过，或者不是本日志签署的");
  head.dataset.answer = isRight ? "right" : "wrong";
  place.replaceChildren(head);
  for (const problem of verdict.problems) place.append(element("p", problem, "yg-problem"));
  place.append(pairs([
    ["日志", verdict.origin],
    ["签署到", `${verdict.size} 条${verdict.signedAt ? `，${verdict.signedAt}` : ""}`],
    ["公钥指纹", verdict.fingerprint, "yg-hash"],
    ["公钥", verdict.isTrusted ? "与本页打开时本站公布的比对过" : "没有比对，请与公报上的指纹比对"],
    ...verdict.witnesses.map((name) => ["见证", name]),
  ]));
  for (const { index, told } of verdict.acts) {
    if (!told) continue;
    const rows = told.number === undefined
      ? [["操作", told.operation], ["内容", "不在这份文件里"]]
      : [["做了什么", told.summary], ["谁", told.actor_label], ["什么时候", told.happened_at], ["对什么", `${told.object_type} ${told.object_number}`], ["内容", JSON.stringify(told.facts)], ["记录号", String(told.number)]];
    place.append(element("h3", `日志序号 ${index}`, "yg-mt"), pairs(rows));
  }
}

async function take(panel, file) {
  const place = panel.querySelector("[data-verdict]");
  place.replaceChildren(element("p", "正在核对……"));
  try {
    show(place, check(await file.text(), panel.dataset.key));
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    const head = element("h2", `读不出来：${problem.message}`);
    head.dataset.answer = "unreadable";
    place.replaceChildren(head, element("p", "请重新下载原文件，不要改动其中的内容。"));
  }
}

if (typeof document !== "undefined") {
  for (const panel of document.querySelectorAll("[data-verify]")) {
    const input = panel.querySelector("input[type=file]");
    input.addEventListener("change", () => input.files[0] && take(panel, input.files[0]));
    panel.addEventListener("dragover", (event) => event.preventDefault());
    panel.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) take(panel, event.dataTransfer.files[0]);
    });
  }
}
