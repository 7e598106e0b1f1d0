/* proof: is this leaf in the tree that this checkpoint states, and did the holder of this key sign
 * it? The bytes are those of RFC 6962 and RFC 9162 (hashes, inclusion) and of C2SP's signed-note
 * and tlog-checkpoint. Nothing here touches a page, so it can be tested by itself. */

const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 4;
const ED25519 = 1;
const DASH = "\u2014 ";

export class Wrong extends Error {}

export async function leafHash(text) {
        return sha256(join([0], new TextEncoder().encode(text)));
}

/* RFC 9162, 2.1.3.2. Positions are BigInt: a tree may hold more than 32 bits count. */
export async function climb(leaf, index, size, proof) {
        if (index >= size)
                throw new Wrong("index");
        let fn = index, sn = size - 1n, r = leaf;
        for (const p of proof) {
                if (p.length !== HASH_BYTES || sn === 0n)
                        throw new Wrong("length");
                if ((fn & 1n) === 1n || fn === sn) {
                        r = await sha256(join([1], p, r));
                        while ((fn & 1n) === 0n && fn !== 0n) {
                                fn >>= 1n;
                                sn >>= 1n;
                        }
                } else {
                        r = await sha256(join([1], r, p));
                }
                fn >>= 1n;
                sn >>= 1n;
        }
        if (sn !== 0n)
                throw new Wrong("length");
        return r;
}

/* A note is its text, an empty line, and lines of signatures; what is signed ends with the text's line end. */
export function readNote(note) {
        const gap = note.lastIndexOf("\n\n");
        if (gap < 0 || !note.endsWith("\n"))
                throw new Wrong("note");
        const text = note.slice(0, gap + 1);
        const lines = note.slice(gap + 2, -1).split("\n");
        const signatures = lines.map((line) => {
                const parts = line.split(" ");
                if (!line.startsWith(DASH) || parts.length !== 3)
                        throw new Wrong("note");
                const bytes = base64(parts[2]);
                return { name: parts[1], id: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
        });
        return { text, signatures };
}

export function readCheckpoint(text) {
        const lines = text.split("\n");
        if (lines.length < 4 || lines[0] === "" || !/^(0|[1-9][0-9]{0,18})$/.test(lines[1]))
                throw new Wrong("checkpoint");
        const root = base64(lines[2]);
        if (root.length !== HASH_BYTES)
                throw new Wrong("checkpoint");
        return { origin: lines[0], size: BigInt(lines[1]), root };
}

export async function readKey(text) {
        const found = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
        if (!found)
                throw new Wrong("key");
        const [, name, id, encoded] = found;
        const bytes = base64(encoded);
        if (bytes.length !== 1 + HASH_BYTES || bytes[0] !== ED25519)
                throw new Wrong("key");
        const hash = await sha256(join(new TextEncoder().encode(name + "\n"), bytes));
        if (hex(hash.slice(0, KEY_ID_BYTES)) !== id)
                throw new Wrong("key");
        return { name, id, bytes: bytes.slice(1) };
}

/* Throws a NotSupportedError where the browser has no Ed25519. */
export async function signedBy(key, note) {
        const publicKey = await crypto.subtle.importKey("raw", key.bytes, { name: "Ed25519" }, false, ["verify"]);
        const message = new TextEncoder().encode(note.text);
        for (const s of note.signatures) {
                if (s.name !== key.name || hex(s.id) !== key.id || s.signature.length !== SIGNATURE_BYTES)
                        continue;
                return crypto.subtle.verify({ name: "Ed25519" }, publicKey, s.signature, message);
        }
        return false;
}

export function base64(text) {
        if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
                throw new Wrong("base64");
        const raw = atob(text);
        if (btoa(raw) !== text)
                throw new Wrong("base64");
        return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

export function hex(bytes) {
        return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

export function same(a, b) {
        return hex(a) === hex(b);
}

async function sha256(bytes) {
        return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function join(...parts) {
        const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
        let at = 0;
        for (const p of parts) {
                all.set(p, at);
                at += p.length;
        }
        return all;
}
