/* world: the land of the world as one path, its inner borders as another, in the Equal Earth
 * projection. projection.md states the same numbers for those who place hubs on it. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { merge, mesh } from "topojson-client";

const ANTARCTICA = "010";
const WIDTH = 1000, HEIGHT = 440;
const SCALE = 184.73, LEFT = 500, TOP = 244;

export function project(lon, lat) {
        const A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
        const m = Math.sqrt(3) / 2;
        const t = Math.asin(m * Math.sin(lat * Math.PI / 180));
        const t2 = t * t, t6 = t2 * t2 * t2;
        const x = lon * Math.PI / 180 * Math.cos(t) / (m * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)));
        const y = t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2));
        return [LEFT + SCALE * x, TOP - SCALE * y];
}

export async function world(root) {
        const atlas = JSON.parse(await readFile(join(root, "node_modules/world-atlas/countries-110m.json"), "utf8"));
        const countries = atlas.objects.countries.geometries.filter((g) => g.id !== ANTARCTICA);
        const land = merge(atlas, countries);
        const inner = mesh(atlas, { type: "GeometryCollection", geometries: countries }, (a, b) => a !== b);
        const rings = land.coordinates.flat().flatMap((ring) => cut(ring, true)).map((ring) => line(ring, true)).join("");
        const borders = inner.coordinates.flatMap((points) => cut(points, false)).map((points) => line(points, false)).join("");
        const box = `viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
        return `<svg xmlns="http://www.w3.org/2000/svg" ${box}>` +
                `<symbol id="land" ${box}><path d="${rings}"/></symbol>` +
                `<symbol id="borders" ${box}><path fill="none" d="${borders}"/></symbol></svg>\n`;
}

/* Land that reaches over the date line comes as one piece; drawn so, it would cross the whole map.
 * A ring falls into the runs between its crossings, each closed along the date line. */
function cut(points, closed) {
        const runs = [[]];
        points.forEach(([lon, lat], i) => {
                const before = i > 0 ? points[i - 1] : null;
                if (before && Math.abs(lon - before[0]) > 180) {
                        const side = Math.sign(before[0]);
                        const ahead = lon + 360 * side;
                        const part = (180 * side - before[0]) / (ahead - before[0] || 1);
                        const at = before[1] + part * (lat - before[1]);
                        runs[runs.length - 1].push([180 * side, at]);
                        runs.push([[-180 * side, at]]);
                }
                runs[runs.length - 1].push([lon, lat]);
        });
        if (!closed || runs.length === 1)
                return runs;
        const last = runs.pop();
        runs[0] = last.concat(runs[0].slice(1));
        return runs.map((run) => [...run, run[0]]);
}

/* Steps between points rounded to a tenth; the sums are of the rounded points, so nothing drifts. */
function line(points, closed) {
        const tenths = points.map(([lon, lat]) => project(lon, lat).map((v) => Math.round(v * 10)));
        if (closed)
                tenths.pop();
        let [px, py] = tenths[0];
        let text = `M${number(px)}${join2(number(py))}`, first = true;
        for (const [x, y] of tenths.slice(1)) {
                if (x === px && y === py)
                        continue;
                const dx = number(x - px), dy = number(y - py);
                text += (first ? "l" + dx : join2(dx)) + join2(dy);
                first = false;
                px = x;
                py = y;
        }
        return first ? "" : text + (closed ? "z" : "");
}

function join2(text) {
        return text.startsWith("-") ? text : " " + text;
}

function number(tenths) {
        return (tenths / 10).toString().replace(/^(-?)0\./, "$1.");
}
