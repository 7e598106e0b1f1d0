/* keep: the Tabler classes a page may count on, whether or not a page uses them today.
 *
 * A class written out in a page is found there and kept; this list is for names that are put
 * together at run time, and for the small vocabulary that README.md promises. */

export const keep = [
        /* elements */
        "html", "body", "a", "abbr", "b", "blockquote", "button", "caption", "cite", "code", "dd", "details", "dfn",
        "dl", "dt", "em", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input",
        "kbd", "label", "legend", "li", "mark", "meter", "ol", "optgroup", "option", "output", "p", "pre", "progress",
        "samp", "section", "select", "small", "strong", "sub", "summary", "sup", "svg", "table", "tbody", "td",
        "textarea", "tfoot", "th", "thead", "tr", "ul", "checkbox", "radio", "number", "date", "search", "file", "type",
        "role", "hidden", "disabled", "data-bs-theme", "dark", "light", "::file-selector-button",

        /* frame and grid */
        "page", "page-wrapper", "page-header", "page-body", "page-title", "page-pretitle", "page-center",
        "container-xl", "container-tight", "container-narrow", "row", "row-cards", "row-deck", "col", "col-auto",
        /^col-(sm-|md-|lg-|xl-)?(3|4|6|8|9|12)$/,
        "navbar", "navbar-brand", "navbar-nav", "nav", "nav-item", "nav-link", "nav-tabs", "nav-underline",
        "breadcrumb", "breadcrumb-item", "active", "footer",

        /* parts */
        /^card(-body|-header|-title|-subtitle|-footer|-sm|-actions|-link|-table)?$/,
        /^table(-responsive|-vcenter|-sm|-striped|-hover)?$/,
        /^btn(-primary|-outline-primary|-outline-secondary|-danger|-outline-danger|-ghost-secondary|-sm|-lg|-link|-list|-icon)?$/,
        /^form-(label|control|select|hint|check|check-input|check-label|fieldset|text|switch|required)$/,
        "required", "is-invalid", "is-valid", "invalid-feedback", "input-group", "input-group-text",
        /^alert(-title|-description|-success|-info|-warning|-danger|-heading)?$/,
        /^badge$/, /^list-group(-item|-flush)?$/, "list-group-item-action",
        /^pagination$/, /^page-(item|link)$/,
        /^avatar(-sm|-lg)?$/, /^steps$/, /^step-item$/, "step-counter",
        /^datagrid(-item|-title|-content)?$/, /^empty(-title|-subtitle|-action|-icon)?$/,
        /^progress(-bar|-sm)?$/, "hr-text", "markdown", "visually-hidden", "visually-hidden-focusable",

        /* utilities */
        /^d-(none|block|flex|inline|inline-block|inline-flex|grid)$/, /^d-md-(none|block|flex)$/,
        /^flex-(column|wrap|fill|row)$/, /^justify-content-(between|center|end|start)$/, /^align-items-(center|start|end|baseline)$/,
        /^(m|mt|mb|ms|me|mx|my|p|pt|pb|ps|pe|px|py|gap)-[0-5]$/, "ms-auto", "me-auto", "mx-auto",
        /^text-(secondary|muted|danger|success|warning|center|end|start|truncate|nowrap|break|reset)$/,
        /^(fw-bold|fw-medium|fw-normal|lead|h[1-6]|font-monospace|w-100|w-50|h-100|list-unstyled|list-inline|list-inline-item)$/,
];
