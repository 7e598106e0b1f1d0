/* schema: says what is wrong with a value, by the part of JSON Schema that our API's description uses. */

export function faults(schema, value, description, at = "") {
        if (schema.$ref)
                return faults(lookUp(schema.$ref, description), value, description, at);
        const out = [], kind = kindOf(value), where = at || "/";

        if (schema.type && ![schema.type].flat().some((t) => t === kind || (t === "number" && kind === "integer")))
                return [`${where} is ${kind}, not ${schema.type}`];
        if (schema.enum && !schema.enum.includes(value))
                out.push(`${where} is none of ${schema.enum}`);
        if (kind === "string" && schema.pattern && !new RegExp(schema.pattern, "u").test(value))
                out.push(`${where} «${value}» does not fit ${schema.pattern}`);
        if (kind === "array" && schema.items)
                value.forEach((item, i) => out.push(...faults(schema.items, item, description, `${at}/${i}`)));
        if (kind === "object") {
                for (const name of schema.required ?? [])
                        if (!(name in value))
                                out.push(`${where} lacks ${name}`);
                for (const [name, member] of Object.entries(value)) {
                        if (schema.properties?.[name])
                                out.push(...faults(schema.properties[name], member, description, `${at}/${name}`));
                        else if (schema.additionalProperties === false)
                                out.push(`${where} has ${name}, which is not described`);
                        else if (typeof schema.additionalProperties === "object")
                                out.push(...faults(schema.additionalProperties, member, description, `${at}/${name}`));
                }
        }
        return out;
}

function kindOf(value) {
        if (value === null)
                return "null";
        if (Array.isArray(value))
                return "array";
        return typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : typeof value;
}

function lookUp(reference, description) {
        return reference.slice(2).split("/").reduce((part, name) => part[name.replaceAll("~1", "/").replaceAll("~0", "~")], description);
}
