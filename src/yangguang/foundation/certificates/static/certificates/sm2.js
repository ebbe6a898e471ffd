/* SM2 key pairs and signatures (GB/T 32918) with BigInt. One signature takes some ten milliseconds: enough for a person.
   Time of BigInt depends on the numbers, so this is for a person's own browser, not for a server. */

import { sm3 } from "./sm3.js";

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;
const SIGNER = new TextEncoder().encode("1234567812345678");

const mod = (x, m) => { const r = x % m; return r < 0n ? r + m : r; };

function inverse(x, m) {
  let [a, b, u, v] = [mod(x, m), m, 1n, 0n];
  while (a > 1n) { const q = b / a; [a, b, u, v] = [b - q * a, a, v - q * u, u]; }
  return mod(u, m);
}

/* Jacobian points [X, Y, Z]; null is the point at infinity. */
function twice(p) {
  if (!p) return null;
  const [x, y, z] = p, zz = mod(z * z, P), yy = mod(y * y, P);
  const s = mod(4n * x * yy, P), m = mod(3n * (x - zz) * (x + zz), P);
  const x3 = mod(m * m - 2n * s, P);
  return [x3, mod(m * (s - x3) - 8n * yy * yy, P), mod(2n * y * z, P)];
}

function add(p, q) {
  if (!p) return q;
  if (!q) return p;
  const [x1, y1, z1] = p, [x2, y2, z2] = q;
  const z11 = mod(z1 * z1, P), z22 = mod(z2 * z2, P);
  const u1 = mod(x1 * z22, P), u2 = mod(x2 * z11, P), s1 = mod(y1 * z22 * z2, P), s2 = mod(y2 * z11 * z1, P);
  if (u1 === u2) return s1 === s2 ? twice(p) : null;
  const h = mod(u2 - u1, P), r = mod(s2 - s1, P), hh = mod(h * h, P), hhh = mod(h * hh, P), v = mod(u1 * hh, P);
  const x3 = mod(r * r - hhh - 2n * v, P);
  return [x3, mod(r * (v - x3) - s1 * hhh, P), mod(h * z1 * z2, P)];
}

function times(k, point) {
  let out = null;
  for (let i = 255n; i >= 0n; i--) {
    out = twice(out);
    const sum = add(out, point);  // always computed
    if ((k >> i) & 1n) out = sum;
  }
  return out;
}

function affine(p) {
  const zi = inverse(p[2], P), zz = mod(zi * zi, P);
  return [mod(p[0] * zz, P), mod(p[1] * zz * zi, P)];
}

export const toBytes = (x, length = 32) => Uint8Array.from({ length }, (_, i) => Number((x >> BigInt(8 * (length - 1 - i))) & 255n));
export const toNumber = (bytes) => bytes.reduce((x, b) => (x << 8n) | BigInt(b), 0n);
export const concat = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

function random() {
  for (;;) {
    const k = toNumber(crypto.getRandomValues(new Uint8Array(32)));
    if (k > 0n && k < N - 1n) return k;
  }
}

/* A new key: 32 octets of scalar, 65 octets of point. */
export function generateKey() {
  const scalar = random();
  return { scalar: toBytes(scalar), point: pointOf(toBytes(scalar)) };
}

export function pointOf(scalar) {
  const [x, y] = affine(times(toNumber(scalar), [GX, GY, 1n]));
  return concat([4], toBytes(x), toBytes(y));
}

function digestFor(point, message) {
  const z = sm3(concat([0, 8 * SIGNER.length], SIGNER, toBytes(A), toBytes(B), toBytes(GX), toBytes(GY), point.slice(1)));
  return toNumber(sm3(concat(z, message)));
}

/* Sign, giving DER SEQUENCE {r, s}; the default signer id of GM/T 0009. */
export function sign(scalar, message) {
  const d = toNumber(scalar), e = digestFor(pointOf(scalar), message);
  for (;;) {
    const k = random(), r = mod(e + affine(times(k, [GX, GY, 1n]))[0], N);
    if (r === 0n || r + k === N) continue;
    const s = mod(inverse(1n + d, N) * (k - r * d), N);
    if (s !== 0n) return tlv(0x30, integer(r), integer(s));
  }
}

/* ---- the little DER that keys and signatures need ---- */
export function tlv(tag, ...parts) {
  const content = concat(...parts), n = content.length;
  const length = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return concat([tag], length, content);
}

export function integer(x) {
  let bytes = [...toBytes(x)];
  while (bytes.length > 1 && bytes[0] === 0 && bytes[1] < 128) bytes.shift();
  return tlv(2, bytes[0] > 127 ? [0, ...bytes] : bytes);
}

export function oid(text) {
  const [a, b, ...rest] = text.split(".").map(Number), out = [40 * a + b];
  for (let arc of rest) {
    const group = [arc & 127];
    while ((arc = Math.floor(arc / 128))) group.unshift((arc & 127) | 128);
    out.push(...group);
  }
  return tlv(6, out);
}

export function* members(bytes) {
  for (let at = 0; at < bytes.length;) {
    let length = bytes[at + 1], head = 2;
    if (length > 128) { const more = length - 128; length = 0; for (let i = 0; i < more; i++) length = length * 256 + bytes[at + 2 + i]; head += more; }
    yield { tag: bytes[at], content: bytes.slice(at + head, at + head + length) };
    at += head + length;
  }
}

const ALGORITHM = tlv(0x30, oid("1.2.840.10045.2.1"), oid("1.2.156.10197.1.301"));

export const publicKeyInfo = (point) => tlv(0x30, ALGORITHM, tlv(3, [0], point));

export function privateKeyInfo(scalar, point) {
  const key = tlv(0x30, [2, 1, 1], tlv(4, scalar), tlv(0xa1, tlv(3, [0], point)));
  return tlv(0x30, [2, 1, 0], ALGORITHM, tlv(4, key));
}

export function scalarOf(pkcs8) {
  const [, , wrapped] = members([...members(pkcs8)][0].content);
  const [, scalar] = members([...members(wrapped.content)][0].content);
  if (scalar.content.length !== 32) throw new Error("not an SM2 key");
  return scalar.content;
}
