/* words: what scripts say to people. The page hands over translations as JSON in
 * <template id="words">; what it leaves out is said in English. */

let words;

export function say(key, english, values = {}) {
        if (!words)
                words = read();
        const text = typeof words[key] === "string" ? words[key] : english;
        return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
}

export function language() {
        return document.documentElement.lang || undefined;
}

export function count(n, options) {
        return new Intl.NumberFormat(language(), options).format(n);
}

function read() {
        const holder = document.getElementById("words");
        if (!holder)
                return {};
        try {
                return JSON.parse((holder.content || holder).textContent) || {};
        } catch {
                return {};
        }
}
