/* attach: gives a behaviour to the elements that ask for it, now and when a part of the page is
 * replaced, each element once. */

export function attach(selector, start) {
        const begun = new WeakSet();
        const scan = (root) => {
                const found = [...root.querySelectorAll(selector)];
                if (root.matches && root.matches(selector))
                        found.unshift(root);
                for (const element of found) {
                        if (begun.has(element))
                                continue;
                        begun.add(element);
                        start(element);
                }
        };
        const ready = () => {
                scan(document);
                document.body.addEventListener("htmx:load", (event) => scan(event.detail.elt));
        };
        if (document.readyState === "loading")
                document.addEventListener("DOMContentLoaded", ready);
        else
                ready();
}
