/* verify: <button data-verify data-src="…proof.json"> proves one entry of the record in the
 * reader's own browser. The server hands over the parts; every conclusion is drawn here, step by
 * step, and the first step that does not hold ends it. */

import { attach } from "../attach.js";
import { count, say } from "../words.js";
import { Wrong, base64, climb, hex, leafHash, readCheckpoint, readKey, readNote, same, signedBy } from "../proof.js";

const PROOF_MAX = 64;

attach("[data-verify]", (element) => {
        const button = element.matches("button") ? element : element.querySelector("button");
        const result = near(element, "[data-verify-result]");
        if (!button || !result)
                return;
        button.hidden = false;
        result.setAttribute("aria-live", "polite");
        button.addEventListener("click", async () => {
                button.disabled = true;
                result.replaceChildren();
                const list = document.createElement("ol");
                list.className = "proof-steps";
                result.append(list);
                await verify(element, list);
                button.disabled = false;
        });
});

async function verify(element, list) {
        if (!window.crypto || !crypto.subtle)
                return wrong(list, say("verify.insecure", "This browser checks proofs only on pages that came over HTTPS."), "unknown");
        let bundle;
        try {
                bundle = await load(element);
        } catch {
                return wrong(list, say("verify.unreachable", "The proof could not be fetched."), "unknown");
        }
        try {
                await steps(element, bundle, list);
        } catch (error) {
                wrong(list, reason(error));
        }
}

async function steps(element, bundle, list) {
        const shown = element.dataset.leaf && document.querySelector(element.dataset.leaf);
        if (shown) {
                if (shown.textContent.trim() !== bundle.leaf.trim())
                        return wrong(list, say("verify.other", "The entry on this page is not the entry that the proof is for."));
                right(list, say("verify.shown", "The entry on this page is the one that the proof is for"));
        }

        const leaf = await leafHash(bundle.leaf);
        right(list, say("verify.leaf", "Hash of the entry"), hex(leaf));

        if (!Number.isSafeInteger(bundle.index) || !Number.isSafeInteger(bundle.tree_size) || !Array.isArray(bundle.proof) || bundle.proof.length > PROOF_MAX)
                throw new Wrong("length");
        const root = base64(bundle.root);
        const reached = await climb(leaf, BigInt(bundle.index), BigInt(bundle.tree_size), bundle.proof.map(base64));
        if (!same(reached, root))
                return wrong(list, say("verify.root_wrong", "The path from the entry does not lead to the stated root: this entry is not in that tree."), "wrong", hex(reached));
        right(list, say("verify.root", "{n} hashes lead from entry {index} to the root of {size} entries", {
                n: count(bundle.proof.length), index: count(bundle.index), size: count(bundle.tree_size),
        }), hex(reached));

        const note = readNote(bundle.checkpoint);
        const checkpoint = readCheckpoint(note.text);
        if (checkpoint.size !== BigInt(bundle.tree_size) || !same(checkpoint.root, root))
                return wrong(list, say("verify.checkpoint_wrong", "The checkpoint states another size or another root."));
        right(list, say("verify.checkpoint", "The checkpoint of {origin} states this size and this root", { origin: checkpoint.origin }));

        const own = near(element, "[data-verify-key]");
        const key = await readKey(own && own.value.trim() ? own.value : bundle.key);
        if (key.name !== checkpoint.origin)
                return wrong(list, say("verify.key_other", "The key belongs to {name}, the checkpoint to {origin}.", { name: key.name, origin: checkpoint.origin }));
        let valid;
        try {
                valid = await signedBy(key, note);
        } catch {
                return wrong(list, say("verify.no_ed25519", "This browser has no Ed25519, so the signature stays unchecked; all before it holds."), "unknown");
        }
        if (!valid)
                return wrong(list, say("verify.signature_wrong", "The checkpoint is not signed by {name} with this key.", { name: key.name }));
        right(list, say("verify.signature", "Signed by {name}, key {id}", { name: key.name, id: key.id }));
        end(list, say("verify.holds", "Verified in this browser: the entry is in the record, unchanged."), "is-right");
}

async function load(element) {
        if (element.dataset.bundle)
                return checked(JSON.parse(element.dataset.bundle));
        const reply = await fetch(element.dataset.src, { headers: { Accept: "application/json" } });
        if (!reply.ok)
                throw new Error(String(reply.status));
        return checked(await reply.json());
}

function checked(bundle) {
        for (const name of ["leaf", "root", "checkpoint", "key"])
                if (typeof bundle[name] !== "string")
                        throw new Error(name);
        return bundle;
}

function reason(error) {
        const part = error instanceof Wrong ? error.message : "";
        return {
                index: say("verify.bad_index", "The entry's position lies beyond the tree."),
                length: say("verify.bad_length", "The path has the wrong length for this tree."),
                note: say("verify.bad_note", "The checkpoint is not a signed note."),
                checkpoint: say("verify.bad_checkpoint", "The checkpoint's text can not be read."),
                key: say("verify.bad_key", "The key is malformed, or its number does not fit it."),
                base64: say("verify.bad_base64", "A hash or signature is not proper base64."),
        }[part] || say("verify.bad", "The proof can not be read.");
}

function right(list, text, detail) {
        step(list, "is-right", "✓", text, detail);
}

function wrong(list, text, kind = "wrong", detail) {
        step(list, "is-" + kind, kind === "wrong" ? "✕" : "?", text, detail);
        end(list, kind === "wrong" ? say("verify.fails", "Not verified.") : say("verify.open", "Not fully checked."), "is-" + kind);
}

function step(list, kind, mark, text, detail) {
        const item = document.createElement("li");
        const sign = document.createElement("span");
        const body = document.createElement("span");
        item.className = "proof-step " + kind;
        sign.className = "proof-mark";
        sign.textContent = mark;
        body.textContent = text;
        if (detail) {
                const code = document.createElement("code");
                code.className = "hash";
                code.textContent = detail;
                body.append(code);
        }
        item.append(sign, body);
        list.append(item);
}

function end(list, text, kind) {
        const line = document.createElement("p");
        line.className = "proof-end " + kind;
        line.textContent = text;
        list.after(line);
}

/* The closest part of the page around the element that holds what is looked for. */
function near(element, selector) {
        for (let box = element; box; box = box.parentElement) {
                const found = box.querySelector(selector);
                if (found)
                        return found;
        }
        return null;
}
