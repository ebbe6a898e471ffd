/* Where the person's key lives: IndexedDB of this browser, sealed with AES-GCM under a key derived from the PIN (PBKDF2).
   It leaves only as an encrypted file (PKCS#8, PBES2) the person asks for; OpenSSL and `yangguang sign` read that file, too.
   The service never sees a private key or a PIN. */

import { integer, members, oid, pointOf, privateKeyInfo, scalarOf, tlv } from "./sm2.js";

const ROUNDS = 600000, FEWEST_PIN = 6;
const text = new TextEncoder();
export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
export const fromBase64 = (written) => Uint8Array.from(atob(written.replace(/\s+/g, "")), (c) => c.charCodeAt(0));

export class PinWrong extends Error {}

export function usable() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);
}

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("yangguang-certificates", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function store(mode, act) {
  const base = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = base.transaction("keys", mode);
      const asked = act(transaction.objectStore("keys"));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    base.close();
  }
}

export const listKeys = () => store("readonly", (keys) => keys.getAll());
export const forgetKey = (id) => store("readwrite", (keys) => keys.delete(id));
const keep = (entry) => store("readwrite", (keys) => keys.put(entry));

export function pinProblem(pin) {
  return pin.length < FEWEST_PIN ? `口令至少 ${FEWEST_PIN} 个字符。` : "";
}

async function derive(pin, salt, rounds, algorithm) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: algorithm, length: 256 }, false, ["encrypt", "decrypt"]);
}

/* Keep a key under a PIN; its id is the point, so that a certificate finds it. */
export async function keepKey(scalar, pin, more = {}) {
  const point = pointOf(scalar), salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await derive(pin, salt, ROUNDS, "AES-GCM");
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, scalar));
  const entry = { id: toBase64(point), salt, iv, rounds: ROUNDS, sealed, certificate: "", serial: "", ...more };
  await keep(entry);
  return entry;
}

/* Keep a key of another authority's certificate, as PKCS#8; the certificate's fingerprint is its id and its serial. */
export async function keepForeign(pkcs8, pin, { kind, certificate, name }) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", certificate));
  const id = `outside:${[...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await derive(pin, salt, ROUNDS, "AES-GCM");
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, pkcs8));
  const entry = { id, salt, iv, rounds: ROUNDS, sealed, kind, certificate: toBase64(certificate), serial: id, name };
  await keep(entry);
  return entry;
}

export async function openKey(entry, pin) {
  const key = await derive(pin, entry.salt, entry.rounds, "AES-GCM");
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: entry.iv }, key, entry.sealed));
  } catch {
    throw new PinWrong("口令不对，打不开这把密钥。");
  }
}

/* Put the issued certificates beside the keys they belong to. */
export async function install(certificates) {
  let installed = 0;
  for (const entry of await listKeys()) {
    const mine = certificates.find((one) => one.point === entry.id);
    if (mine && mine.serial !== entry.serial) {
      await keep({ ...entry, certificate: mine.certificate, serial: mine.serial, name: mine.name, until: mine.until });
      installed += 1;
    }
  }
  return installed;
}

/* ---- the file: one encrypted private key and one certificate, as PEM ---- */
const pem = (label, bytes) => `-----BEGIN ${label}-----\n${toBase64(bytes).replace(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;
const FOREIGN = {
  RSA: { algorithm: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } },
  "P-256": { algorithm: { name: "ECDSA", namedCurve: "P-256" }, how: { name: "ECDSA", hash: "SHA-256" } },
  "P-384": { algorithm: { name: "ECDSA", namedCurve: "P-384" }, how: { name: "ECDSA", hash: "SHA-384" } },
};
const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

/* Which kind of key lies in a PKCS#8 structure: "" for SM2, null for one nobody here can use. */
function kindOf(pkcs8) {
  const [, algorithm] = members([...members(pkcs8)][0].content);
  const named = (text) => oid(text).slice(2), [kind, curve] = members(algorithm.content);
  if (same(kind.content, named("1.2.840.113549.1.1.1"))) return "RSA";
  if (!curve || !same(kind.content, named("1.2.840.10045.2.1"))) return null;
  if (same(curve.content, named("1.2.840.10045.3.1.7"))) return "P-256";
  if (same(curve.content, named("1.3.132.0.34"))) return "P-384";
  return same(curve.content, named("1.2.156.10197.1.301")) ? "" : null;
}

/* Sign with a key of another authority's certificate; ECDSA goes out as DER, as certificates want it. */
export async function signForeign(entry, pkcs8, message) {
  const { algorithm, how = algorithm } = FOREIGN[entry.kind];
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
  const signature = new Uint8Array(await crypto.subtle.sign(how, key, message));
  if (entry.kind === "RSA") return signature;
  const number = (bytes) => integer(bytes.reduce((x, byte) => (x << 8n) | BigInt(byte), 0n)), half = signature.length / 2;
  return tlv(0x30, number(signature.slice(0, half)), number(signature.slice(half)));
}

const unpem = (label, written) => {
  const found = written.match(new RegExp(`-----BEGIN ${label}-----([\\s\\S]+?)-----END ${label}-----`));
  return found ? fromBase64(found[1]) : null;
};

export async function exportFile(entry, pin) {
  const scalar = await openKey(entry, pin);
  const salt = crypto.getRandomValues(new Uint8Array(16)), iv = crypto.getRandomValues(new Uint8Array(16));
  const key = await derive(pin, salt, ROUNDS, "AES-CBC");
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, privateKeyInfo(scalar, fromBase64(entry.id))));
  const how = tlv(0x30, tlv(4, salt), integer(BigInt(ROUNDS)), tlv(0x30, oid("1.2.840.113549.2.9"), [5, 0]));
  const scheme = tlv(0x30, oid("2.16.840.1.101.3.4.1.42"), tlv(4, iv));
  const algorithm = tlv(0x30, oid("1.2.840.113549.1.5.13"), tlv(0x30, tlv(0x30, oid("1.2.840.113549.1.5.12"), how), scheme));
  const certificate = entry.certificate ? pem("CERTIFICATE", fromBase64(entry.certificate)) : "";
  return pem("ENCRYPTED PRIVATE KEY", tlv(0x30, algorithm, tlv(4, sealed))) + certificate;
}

async function decrypted(outer, pin) {
  const [algorithm, sealed] = members([...members(outer)][0].content);
  const [, parameters] = members(algorithm.content);
  const [derivation, scheme] = members(parameters.content);
  const [, how] = members(derivation.content);
  const [salt, rounds] = members(how.content);
  const [, iv] = members(scheme.content);
  const count = Number(rounds.content.reduce((x, b) => x * 256 + b, 0));
  const key = await derive(pin, salt.content, count, "AES-CBC");
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: iv.content }, key, sealed.content));
  } catch {
    throw new PinWrong("口令打不开这个文件。");
  }
}

/* A file exported here, or a PKCS#8 key with the certificate another authority gave for it. */
export async function importFile(written, pin) {
  const outer = unpem("ENCRYPTED PRIVATE KEY", written), bare = unpem("PRIVATE KEY", written);
  if (!outer && !bare) throw new Error("文件里没有 PKCS#8 格式的私钥。请选从“导出”得到的文件，或者按提示转换格式。");
  const pkcs8 = outer ? await decrypted(outer, pin) : bare;
  const kind = kindOf(pkcs8), certificate = unpem("CERTIFICATE", written);
  if (kind === null) throw new Error("这种密钥不能用。可以用 SM2、RSA 和 ECDSA（P-256、P-384）的密钥。");
  if (kind && !certificate) throw new Error("文件里只有私钥，没有证书。请把证书和私钥放在同一个文件里。");
  if (kind) return keepForeign(pkcs8, pin, { kind, certificate, name: "其他机构的证书" });
  return keepKey(scalarOf(pkcs8), pin, certificate ? { certificate: toBase64(certificate), name: "导入的证书" } : {});
}

