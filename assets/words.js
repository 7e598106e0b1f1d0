/* words: what scripts say to people. A page in another language than English loads its words before
 * (web/script_words); what they leave out is said in English. */

export function say(key, english, values = {}) {
        const words = window.seedbedWords || {};
        const text = typeof words[key] === "string" ? words[key] : english;
        return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
}

/* With the digits and the calendar that the pages have in every language. */
export function language() {
        return (document.documentElement.lang || "en") + "-u-ca-gregory-nu-latn";
}

export function count(n, options) {
        return new Intl.NumberFormat(language(), options).format(n);
}
