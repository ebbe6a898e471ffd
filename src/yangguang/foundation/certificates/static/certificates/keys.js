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

export async function importFile(written, pin) {
  const outer = unpem("ENCRYPTED PRIVATE KEY", written);
  if (!outer) throw new Error("文件里没有加密的私钥。请选从“导出”得到的文件。");
  const [algorithm, sealed] = members([...members(outer)][0].content);
  const [, parameters] = members(algorithm.content);
  const [derivation, scheme] = members(parameters.content);
  const [, how] = members(derivation.content);
  const [salt, rounds] = members(how.content);
  const [, iv] = members(scheme.content);
  const count = Number(rounds.content.reduce((x, b) => x * 256 + b, 0));
  const key = await derive(pin, salt.content, count, "AES-CBC");
  let scalar;
  try {
    scalar = scalarOf(new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv: iv.content }, key, sealed.content)));
  } catch {
    throw new PinWrong("口令打不开这个文件。");
  }
  const certificate = unpem("CERTIFICATE", written);
  return keepKey(scalar, pin, certificate ? { certificate: toBase64(certificate), name: "导入的证书" } : {});
}

