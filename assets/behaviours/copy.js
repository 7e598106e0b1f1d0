/* copy: <button data-copy="#target"> copies the target's text, or its value. */

import { attach } from "../attach.js";
import { say } from "../words.js";

const SHOWN_MS = 2000;

attach("[data-copy]", (button) => {
        if (!navigator.clipboard)
                return;
        const before = button.textContent;
        button.hidden = false;
        button.addEventListener("click", async () => {
                const target = document.querySelector(button.dataset.copy);
                if (!target)
                        return;
                try {
                        await navigator.clipboard.writeText("value" in target ? target.value : target.textContent.trim());
                        button.textContent = button.dataset.copied || say("copy.done", "Copied");
                } catch {
                        button.textContent = say("copy.failed", "Not copied");
                }
                button.setAttribute("aria-live", "polite");
                setTimeout(() => { button.textContent = before; }, SHOWN_MS);
        });
});
