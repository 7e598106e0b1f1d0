/* chart: draws the table inside a <figure data-chart>, and folds the table away below the drawing.
 * data-chart is "bar", "stack" (bars on top of each other) or anything else, for lines; a column of
 * the kind "none" is not drawn. The table stays the truth: it is what a reader without script, or
 * without sight, is given, so a figure that has only data-src gets its table built first.
 *
 * Colours and type come from the style sheet (--sb-chart-…), so a chart changes with the theme.
 * The drawing is a canvas because the SVG one writes style attributes, which the page forbids. */

import { init, use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { attach } from "./attach.js";
import { count, language, say } from "./words.js";

use([BarChart, LineChart, GridComponent, LegendPlainComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

const drawn = new Set();

attach("[data-chart]", start);
document.addEventListener("seedbed:theme", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

function redraw() {
        for (const one of drawn) {
                if (one.figure.isConnected) {
                        one.draw();
                } else {
                        one.end();
                        drawn.delete(one);
                }
        }
}

async function start(figure) {
        const table = figure.querySelector("table") || await fetchTable(figure);
        if (!table || table.rows.length < 2)
                return;
        const caption = figure.querySelector("figcaption") || table.caption;
        const box = document.createElement("div");
        box.className = "chart-box";
        box.setAttribute("role", "img");
        box.setAttribute("aria-label", caption ? caption.textContent.trim() : say("chart.name", "Chart"));
        const fold = document.createElement("details");
        const summary = document.createElement("summary");
        fold.className = "chart-table";
        summary.textContent = figure.dataset.chartTable || say("chart.table", "The figures as a table");
        const wrap = table.closest(".table-responsive, .table-box") || table;
        wrap.before(box, fold);
        fold.append(summary, wrap);

        const data = readTable(table);
        const chart = init(box, null, { renderer: "canvas" });
        const draw = () => chart.setOption(options(figure, data, box), true);
        const watch = new ResizeObserver(() => { chart.resize(); draw(); });
        watch.observe(box);
        draw();
        drawn.add({ figure, draw, end() { watch.disconnect(); chart.dispose(); } });
}

/* {"head":"Date","columns":[{"label":"Actual","kind":"actual"}],
 *  "rows":[{"label":"Q1 2024","at":"2024-03-31","values":[12,null]}]} */
async function fetchTable(figure) {
        if (!figure.dataset.src)
                return null;
        let data;
        try {
                const reply = await fetch(figure.dataset.src, { headers: { Accept: "application/json" } });
                data = reply.ok ? await reply.json() : null;
        } catch {
                return null;
        }
        if (!data || !Array.isArray(data.columns) || !Array.isArray(data.rows))
                return null;
        const table = document.createElement("table");
        table.className = "table table-sm";
        const head = table.createTHead().insertRow();
        head.append(cell("th", data.head || ""));
        for (const column of data.columns) {
                const th = cell("th", column.label);
                if (column.kind)
                        th.dataset.kind = column.kind;
                head.append(th);
        }
        const body = table.createTBody();
        for (const row of data.rows) {
                const tr = body.insertRow();
                const th = cell("th", row.label);
                if (row.at)
                        th.dataset.value = row.at;
                tr.append(th);
                for (const value of row.values) {
                        const td = cell("td", value === null ? "" : count(value));
                        if (value !== null)
                                td.dataset.value = value;
                        tr.append(td);
                }
        }
        figure.append(table);
        return table;
}

function cell(tag, text) {
        const element = document.createElement(tag);
        element.textContent = text;
        return element;
}

function readTable(table) {
        const heads = [...table.tHead.rows[0].cells].slice(1);
        const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
        const times = rows.map((row) => timeOf(row.cells[0]));
        return {
                labels: rows.map((row) => row.cells[0].textContent.trim()),
                times: times.length > 0 && times.every((t) => t !== null) ? times : null,
                series: heads.map((head, i) => ({
                        name: head.textContent.trim(),
                        kind: head.dataset.kind || "",
                        values: rows.map((row) => numberOf(row.cells[i + 1])),
                })).filter((one) => one.kind !== "none"),
        };
}

function numberOf(td) {
        const text = td ? td.dataset.value ?? "" : "";
        const value = Number(text);
        return text.trim() === "" || !Number.isFinite(value) ? null : value;
}

/* A row's first cell may carry the day it stands for; then distances in time are drawn true. */
function timeOf(th) {
        const time = th.querySelector("time");
        const text = th.dataset.value || (time && time.dateTime) || "";
        const at = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN;
        return Number.isNaN(at) ? null : at;
}

function options(figure, data, box) {
        const look = readLook(box);
        const stack = figure.dataset.chart === "stack";
        const bars = stack || figure.dataset.chart === "bar";
        const times = bars ? null : data.times;
        const rtl = getComputedStyle(figure).direction === "rtl";
        const text = { color: look.text, fontFamily: look.font, fontSize: look.size };
        const short = (n) => count(n, { notation: "compact", maximumFractionDigits: 1 });
        return {
                animation: false,
                textStyle: text,
                grid: { left: 4, right: 12, top: 12, bottom: 40, containLabel: true },
                legend: {
                        show: data.series.length > 1, bottom: 0, itemWidth: 22, itemHeight: 10, selectedMode: false,
                        textStyle: text,
                },
                tooltip: {
                        trigger: "axis", renderMode: "richText", confine: true,
                        backgroundColor: look.surface, borderColor: look.line, borderWidth: 1, padding: 10,
                        textStyle: { ...text, color: look.strong },
                        formatter: (points) => tip(points, data, times),
                        axisPointer: { type: bars ? "shadow" : "line", lineStyle: { color: look.line }, shadowStyle: { color: look.shade } },
                },
                xAxis: {
                        type: times ? "time" : "category",
                        data: times ? undefined : data.labels,
                        inverse: rtl,
                        axisLine: { lineStyle: { color: look.line } },
                        axisTick: { show: false },
                        splitLine: { show: false },
                        axisLabel: { ...text, hideOverlap: true, formatter: times ? day : undefined },
                        splitNumber: box.clientWidth < 500 ? 3 : 6,
                },
                yAxis: {
                        type: "value",
                        position: rtl ? "right" : "left",
                        splitNumber: 4,
                        axisLabel: { ...text, formatter: short },
                        splitLine: { lineStyle: { color: look.grid } },
                },
                series: data.series.map((one, i) => ({
                        ...(bars ? bar(one, i, look, stack) : line(one, i, look)),
                        name: one.name,
                        data: times ? one.values.map((v, k) => [times[k], v]) : one.values,
                        markLine: i === 0 ? marks(figure, look, times, text) : undefined,
                })),
        };
}

function line(one, i, look) {
        const style = {
                target: { color: look.target, width: 2, type: [2, 4] },
                pace: { color: look.pace, width: 1.5, type: [6, 5] },
                forecast: { color: look.actual, width: 2, type: [3, 4] },
                actual: { color: look.actual, width: 3, type: "solid" },
        }[one.kind] || { color: look.series[i % look.series.length], width: 2.5, type: "solid" };
        const points = one.kind === "actual" || one.kind === "" || one.kind === "target";
        return {
                type: "line",
                connectNulls: true,
                showSymbol: points && one.values.length <= 60,
                symbol: one.kind === "target" ? "diamond" : "circle",
                symbolSize: one.kind === "target" ? 10 : 6,
                lineStyle: style,
                itemStyle: { color: style.color },
                z: one.kind === "actual" ? 4 : 3,
        };
}

function bar(one, i, look, stack) {
        const outline = { color: look.shade, borderColor: look.line, borderWidth: 1 };
        const style = { target: outline, pace: outline, forecast: outline, actual: { color: look.actual } }[one.kind]
                || { color: look.series[i % look.series.length] };
        return { type: "bar", stack: stack ? "all" : undefined, barMaxWidth: 36, itemStyle: { ...style, borderRadius: stack ? 0 : [3, 3, 0, 0] } };
}

/* data-goal draws a level line, data-now an upright one, each named by data-goal-label, data-now-label. */
function marks(figure, look, times, text) {
        const data = [];
        const goal = Number(figure.dataset.goal || NaN), now = Date.parse(figure.dataset.now || "");
        const style = (color) => ({ color, width: 1.5, type: "dashed" });
        if (Number.isFinite(goal))
                data.push({ yAxis: goal, lineStyle: style(look.target), label: {
                        ...text, position: "insideEndTop", formatter: figure.dataset.goalLabel || count(goal),
                } });
        if (times && !Number.isNaN(now))
                data.push({ xAxis: now, lineStyle: style(look.line), label: {
                        ...text, position: "insideEndTop", rotate: 0, formatter: figure.dataset.nowLabel || say("chart.now", "Today"),
                } });
        return data.length === 0 ? undefined : { symbol: "none", silent: true, data };
}

function tip(points, data, times) {
        if (points.length === 0)
                return "";
        const row = points[0].dataIndex;
        const lines = [times ? data.labels[row] : points[0].name];
        for (const point of points) {
                const value = Array.isArray(point.value) ? point.value[1] : point.value;
                if (value !== null && value !== undefined)
                        lines.push(`${point.seriesName}: ${count(value)}`);
        }
        return lines.join("\n");
}

function day(at) {
        const date = new Date(at);
        const year = date.getUTCMonth() === 0 && date.getUTCDate() === 1;
        return new Intl.DateTimeFormat(language(), year ? { year: "numeric", timeZone: "UTC" } : { month: "short", year: "numeric", timeZone: "UTC" }).format(date);
}

/* A colour is what the browser makes of it on an element: a variable's own text may still be a function. */
function readLook(box) {
        const probe = document.createElement("span");
        probe.hidden = true;
        box.after(probe);
        const color = (name) => {
                probe.style.color = `var(--sb-chart-${name})`;
                return getComputedStyle(probe).color;
        };
        const look = {
                text: color("text"), strong: color("strong"), line: color("line"), grid: color("grid"),
                surface: color("surface"), shade: color("shade"),
                actual: color("actual"), target: color("target"), pace: color("pace"),
                series: [1, 2, 3, 4, 5, 6].map(color),
                font: getComputedStyle(box).fontFamily,
                size: 12,
        };
        probe.remove();
        return look;
}
