/* server: the program on a data folder of its own, with the example ecosystem, on a free port. */

import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";

const START_MS_MAX = 30000;

export async function startServer(program, folder) {
        const data = join(folder, "data");

        execFileSync(program, ["init", "--examples", "--data", data], { stdio: ["ignore", "ignore", "inherit"] });
        const child = spawn(program, ["serve", "--data", data, "--port", "0", ...(process.getuid() === 0 ? ["--as-root"] : [])], { stdio: ["ignore", "pipe", "inherit"] });
        const ended = new Promise((done) => child.on("exit", done));
        const base = await address(child);

        return {
                base,
                /* The path of a one-time link to sign in, a new one each time. */
                link() {
                        const [token] = execFileSync(program, ["operator", "link", "--data", data], { encoding: "utf8" }).match(/[0-9a-f]{64}/);
                        return "/do/session/begin?token=" + token;
                },
                async end() {
                        child.kill("SIGTERM");
                        const slow = setTimeout(() => child.kill("SIGKILL"), 10000);
                        await ended;
                        clearTimeout(slow);
                },
        };
}

function address(child) {
        return new Promise((done, fail) => {
                let text = "";
                const late = setTimeout(() => fail(new Error("the server did not start: " + text)), START_MS_MAX);

                child.stdout.setEncoding("utf8");
                child.stdout.on("data", (piece) => {
                        text += piece;
                        const found = text.match(/is at (http:\/\/127\.0\.0\.1:\d+)/);
                        if (found) {
                                clearTimeout(late);
                                done(found[1]);
                        }
                });
                child.on("exit", (code) => fail(new Error(`the server ended with ${code}: ${text}`)));
        });
}
