/* build: <form data-build>, where a form is made, answers its buttons without loading the page. */

import htmx from "htmx.org";
import { attach } from "../attach.js";

attach("form[data-build]", (form) => {
        form.addEventListener("submit", (event) => {
                const button = event.submitter;
                if (!button || button.hasAttribute("formaction"))
                        return;
                event.preventDefault();
                const values = Object.fromEntries(new FormData(form, button));
                const place = window.scrollY;
                htmx.ajax("POST", form.getAttribute("action"), { target: "#main", select: "#main", swap: "outerHTML", values })
                        .then(() => {
                                window.scrollTo(0, place);
                                const open = document.querySelector(".form-list [aria-current] [name=_title], #b-new");
                                if (open && document.activeElement === document.body)
                                        open.focus({ preventScroll: true });
                        });
        });
        /* what was typed as YAML shows when one leaves it */
        form.querySelector("#b-yaml")?.addEventListener("change", () => form.querySelector("[value=preview]").click());
});
