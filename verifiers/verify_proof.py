#!/usr/bin/env python3
"""
Check a proof file of the Yangguang log of acts. One file, Python 3.8 or newer, nothing to install.

    python3 verify_proof.py PROOF.json [--key KEY]

KEY is the log's public key as printed by the log keeper (name+id+base64), from a place you trust: the gazette, a witness, a
poster at the window. Without it the file is only checked against the key inside it, and you compare the fingerprint by eye.
The answer is 0 if everything is right, 1 if something is wrong, 2 if the file cannot be read.

It shares no code with the platform: SM3 (GB/T 32905), SM2 verification (GB/T 32918.2) and the Merkle proof (RFC 9162,
2.1.3.2) are written out below.
"""

import base64
import json
import struct
import sys

# ------------------------------------------------------------------ SM3


def _rotate(word, count):
    count %= 32
    return ((word << count) | (word >> (32 - count))) & 0xFFFFFFFF


def sm3(content):
    """Give the SM3 digest."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = content + b"\x80" + b"\x00" * ((55 - len(content)) % 64) + struct.pack(">Q", 8 * len(content))
    for at in range(0, len(padded), 64):
        state = _compress(state, padded[at : at + 64])
    return struct.pack(">8I", *state)


def _compress(state, block):
    word = list(struct.unpack(">16I", block))
    for j in range(16, 68):
        x = word[j - 16] ^ word[j - 9] ^ _rotate(word[j - 3], 15)
        word.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(word[j - 13], 7) ^ word[j - 6])
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _rotate((_rotate(a, 12) + e + _rotate(constant, j)) & 0xFFFFFFFF, 7)
        ss2 = ss1 ^ _rotate(a, 12)
        if j < 16:
            ff, gg = a ^ b ^ c, e ^ f ^ g
        else:
            ff, gg = (a & b) | (a & c) | (b & c), (e & f) | (~e & g)
        tt1 = (ff + d + ss2 + (word[j] ^ word[j + 4])) & 0xFFFFFFFF
        tt2 = (gg + h + ss1 + word[j]) & 0xFFFFFFFF
        a, b, c, d = tt1, a, _rotate(b, 9), c
        e, f, g, h = (tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17)) & 0xFFFFFFFF, e, _rotate(f, 19), g
    return [one ^ other for one, other in zip((a, b, c, d, e, f, g, h), state)]


# ------------------------------------------------------------------ SM2

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A = P - 3
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SIGNER_ID = b"1234567812345678"


def _add(one, other):
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        if (one[1] + other[1]) % P == 0:
            return None
        slope = (3 * one[0] * one[0] + A) * pow(2 * one[1], P - 2, P) % P
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], P - 2, P) % P
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def _times(scalar, point):
    result = None
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


def _octets(number):
    return number.to_bytes(32, "big")


def sm2_verify(point, message, signature):
    """Tell whether the DER signature over the message is by the holder of the uncompressed point."""
    if len(point) != 65 or point[0] != 4:
        return False
    x, y = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    if x >= P or y >= P or (y * y - x * x * x - A * x - B) % P:
        return False
    numbers = _der_pair(signature)
    if numbers is None:
        return False
    r, s = numbers
    if not (1 <= r < N and 1 <= s < N) or (r + s) % N == 0:
        return False
    identity = struct.pack(">H", 8 * len(SIGNER_ID)) + SIGNER_ID
    z = sm3(identity + b"".join(map(_octets, (A, B, G[0], G[1], x, y))))
    e = int.from_bytes(sm3(z + message), "big")
    found = _add(_times(s, G), _times((r + s) % N, (x, y)))
    return found is not None and (e + found[0]) % N == r


def _der_pair(signature):
    """Read SEQUENCE {r, s}, strictly."""
    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or signature[1] > 127:
        return None
    numbers, rest = [], signature[2:]
    while rest:
        if len(rest) < 3 or rest[0] != 2 or not 1 <= rest[1] <= len(rest) - 2:
            return None
        octets, rest = rest[2 : 2 + rest[1]], rest[2 + rest[1] :]
        if octets[0] & 0x80 or (len(octets) > 1 and octets[0] == 0 and not octets[1] & 0x80):
            return None
        numbers.append(int.from_bytes(octets, "big"))
    return tuple(numbers) if len(numbers) == 2 else None


# ------------------------------------------------------------------ log

LOG_KIND = b"\xffSM2-SM3"
WITNESS_KIND = b"\xffSM2-SM3/cosignature/v1"


class Unreadable(Exception):
    """The file is no proof file."""


def decode(text):
    """Read base64, in its only spelling."""
    content = base64.b64decode(text, validate=True)
    if base64.b64encode(content).decode("ascii") != text:
        raise Unreadable("base64 in another spelling")
    return content


def read_key(text):
    """Read `name+id+base64(kind ‖ point)`: name, kind, point, id."""
    name, key_id, encoded = text.split("+", 2)
    content = decode(encoded)
    kind, point = content[:-65], content[-65:]
    if kind not in (LOG_KIND, WITNESS_KIND) or sm3(name.encode() + b"\n" + kind + point)[:4].hex() != key_id:
        raise Unreadable("a key does not match its name")
    return name, kind, point, bytes.fromhex(key_id)


def read_note(note):
    """Cut a signed note into its text and its lines (name, key id, signature)."""
    text, found, lines = note.rpartition("\n\n")
    if not found or not lines.endswith("\n"):
        raise Unreadable("the checkpoint has no signatures")
    signatures = []
    for line in lines[:-1].split("\n"):
        dash, name, encoded = line.split(" ")
        content = decode(encoded)
        if dash != "\u2014" or len(content) < 5:
            raise Unreadable("a signature line is broken")
        signatures.append((name, content[:4], content[4:]))
    return text + "\n", signatures


def signed_by(key, text, signatures):
    """Tell whether the text is signed by the key; for a witness, give the time."""
    name, kind, point, key_id = key
    for signer, given_id, signature in signatures:
        if signer != name or given_id != key_id:
            continue
        if kind == LOG_KIND:
            return sm2_verify(point, text.encode(), signature)
        stamp = int.from_bytes(signature[:8], "big")
        message = "cosignature/v1\ntime %d\n%s" % (stamp, text)
        return stamp if sm2_verify(point, message.encode(), signature[8:]) else False
    return False


def root_of(leaf, index, size, path):
    """Give the root that an inclusion proof leads to (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    node, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            root = sm3(b"\x01" + sibling + root)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            root = sm3(b"\x01" + root + sibling)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def canonical(value):
    """Write the entry as the log does."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def check(text, trusted=None):
    """Check a proof file: the lines to print, and whether everything is right."""
    file = json.loads(text)
    if file["format"] != "yangguang-proof/1":
        raise Unreadable("another format")
    key = read_key(file["log"])
    note, signatures = read_note(decode(file["checkpoint"]).decode())
    origin, size, root = note.split("\n")[:3]
    size, root = int(size), decode(root)
    told, problems = [], []
    digest = sm3(file["log"].encode()).hex()
    told.append("log          %s, %d entries" % (origin, size))
    told.append("fingerprint  " + " ".join(digest[at : at + 8] for at in range(0, 64, 8)))
    if trusted is not None and trusted.strip() != file["log"]:
        problems.append("signed with another key than the one you trust")
    if origin != key[0]:
        problems.append("the origin is not the name of the key")
    if not signed_by(key, note, signatures):
        problems.append("the signature of the log is wrong")
    for line in file["witnesses"]:
        witness = read_key(line)
        if signed_by(witness, note, signatures):
            told.append("witness      " + witness[0])
    if not file["acts"]:
        problems.append("there is no act in the file")
    for act in file["acts"]:
        problems += ["index %s: %s" % (act["index"], problem) for problem in check_act(act, size, root, told)]
    return told, problems


def check_act(act, size, root, told):
    """Check one act: content against commitment, entry against the root."""
    index, entry = act["index"], decode(act["entry"])
    problems = []
    if "content" in act:
        content = decode(act["content"])
        try:
            facts = json.loads(content)
            expected = canonical(
                {
                    "commitment": sm3(decode(act["salt"]) + content).hex(),
                    "object_type": facts["object_type"],
                    "operation": facts["operation"],
                    "version": 1,
                }
            )
            said = "act %s: %s, %s" % (facts["number"], facts["summary"], facts["happened_at"])
        except (ValueError, KeyError, TypeError):
            expected, said = b"", "content that is no act"
        if expected != entry:
            problems.append("content or salt was changed")
        told.append("index %-6d %s" % (index, said))
    else:
        told.append("index %-6d %s (content not in the file)" % (index, json.loads(entry)["operation"]))
    if root_of(sm3(b"\x00" + entry), index, size, [decode(one) for one in act["proof"]]) != root:
        problems.append("not in the signed log: index, entry or path was changed")
    return problems


def main(arguments):
    """Check the file named in the arguments."""
    trusted = None
    if "--key" in arguments:
        at = arguments.index("--key")
        trusted = arguments[at + 1]
        del arguments[at : at + 2]
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            told, problems = check(file.read(), trusted)
    except (OSError, Unreadable, ValueError, KeyError, TypeError, IndexError, RecursionError) as problem:
        print("UNREADABLE: %s" % problem)
        return 2
    for line in told:
        print(line)
    for problem in problems:
        print("WRONG: " + problem)
    if not problems:
        print("RIGHT" if trusted else "RIGHT, if the fingerprint is that of the log you trust")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
