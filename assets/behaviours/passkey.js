/* passkey: <form data-passkey="get" data-options="{…}"> asks the browser for a passkey and posts its answer in the field
 * "credential"; "create" makes one. data-autofill="#f-email" offers passkeys where that field is filled in, too. The form
 * shows itself where passkeys can be used; [data-passkey-missing] beside it then goes. Options hold a challenge that ends
 * after minutes: the page is asked for new ones. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const FRESH_MS = 8 * 60 * 1000;

attach("form[data-passkey]", (form) => {
        if (!window.PublicKeyCredential || !navigator.credentials)
                return;
        const state = { form, madeAt: Date.now(), waiting: null, again: 0 };
        const missing = form.parentElement.querySelector("[data-passkey-missing]");

        if (missing)
                missing.hidden = true;
        form.hidden = false;
        suggestName(form);
        form.addEventListener("submit", (event) => {
                event.preventDefault();
                ask(state);
        });
        window.addEventListener("pageshow", (event) => {
                if (event.persisted)
                        state.madeAt = 0;
        });
        if (form.dataset.autofill && PublicKeyCredential.isConditionalMediationAvailable)
                PublicKeyCredential.isConditionalMediationAvailable().then((can) => can && offer(state), () => {});
});

/* Somebody pressed the button. */
async function ask(state) {
        const { form } = state, button = form.querySelector("button");

        stop(state);
        tell(form, "");
        button.disabled = true;
        try {
                send(form, await credential(form, await freshOptions(state)));
        } catch (error) {
                tell(form, reason(form, error));
                button.disabled = false;
                if (form.dataset.autofill)
                        offer(state);
        }
}

/* Waits in the list of the field that asks for the address, until something is chosen there; with a new challenge before the old
 * one ends. */
async function offer(state) {
        stop(state);
        const waiting = state.waiting = new AbortController();

        state.again = setTimeout(() => offer(state), FRESH_MS);
        try {
                const chosen = await credential(state.form, await freshOptions(state), { mediation: "conditional", signal: waiting.signal });
                if (chosen && !waiting.signal.aborted)
                        send(state.form, chosen);
        } catch {
                /* put away, or taken over by the button: the form below goes on */
        }
}

function stop(state) {
        state.waiting?.abort();
        clearTimeout(state.again);
}

function credential(form, options, more = {}) {
        const publicKey = decoded(options);

        return form.dataset.passkey === "create" ? navigator.credentials.create({ publicKey, ...more }) : navigator.credentials.get({ publicKey, ...more });
}

function send(form, chosen) {
        form.elements.credential.value = JSON.stringify(encoded(chosen));
        form.submit();
}

async function freshOptions(state) {
        const { form } = state;

        if (Date.now() - state.madeAt >= FRESH_MS) {
                const reply = await fetch(form.getAttribute("action"), { headers: { Accept: "text/html" } });
                const page = new DOMParser().parseFromString(await reply.text(), "text/html");
                const same = page.querySelector(`form[data-passkey="${form.dataset.passkey}"]`);

                if (same)
                        form.dataset.options = same.dataset.options;
                state.madeAt = Date.now();
        }
        return JSON.parse(form.dataset.options);
}

/* PublicKeyCredentialCreationOptionsJSON and -RequestOptionsJSON (Web Authentication, Level 3, 5.1.9 and 5.1.10), by hand:
 * browsers of before 2025 do not read them. */
function decoded(options) {
        const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

        return {
                ...options,
                challenge: bytes(options.challenge),
                ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
                ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
                ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
        };
}

function encoded(chosen) {
        const { response } = chosen, out = { clientDataJSON: text(response.clientDataJSON) };

        if (response.attestationObject) {
                out.attestationObject = text(response.attestationObject);
                out.transports = response.getTransports ? response.getTransports() : [];
        } else {
                out.authenticatorData = text(response.authenticatorData);
                out.signature = text(response.signature);
                out.userHandle = response.userHandle ? text(response.userHandle) : null;
        }
        return { id: chosen.id, rawId: text(chosen.rawId), type: chosen.type, response: out };
}

function bytes(base64url) {
        return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function text(buffer) {
        return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function suggestName(form) {
        const name = form.elements.name, platform = navigator.userAgentData?.platform;

        if (name instanceof HTMLInputElement && !name.value && platform && platform !== "Unknown")
                name.value = platform;
}

function tell(form, words) {
        const place = form.querySelector("[data-passkey-says]");

        if (place)
                place.textContent = words;
}

function reason(form, error) {
        const { rp, rpId } = JSON.parse(form.dataset.options);

        if (error.name === "NotAllowedError")
                return form.dataset.passkey === "create"
                        ? say("passkey.not_made", "No passkey was made: it was cancelled, or took too long. Try again when you are ready.")
                        : say("passkey.not_given", "No passkey was used: it was cancelled, took too long, or this device has none for this site.");
        if (error.name === "InvalidStateError")
                return say("passkey.there", "This device has a passkey of your account already.");
        if (error.name === "SecurityError")
                return say("passkey.elsewhere", "Passkeys of this site work at the address {host} only: open it there.", { host: rp?.id || rpId });
        return say("passkey.failed", "This did not work with a passkey. Try again, or sign in another way.");
}
