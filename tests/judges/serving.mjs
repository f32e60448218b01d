// The service as people start it, on a free port.

import { spawn } from "node:child_process";

const MEDCAUTION = process.env.MEDCAUTION ?? new URL("../../.venv/bin/medcaution", import.meta.url).pathname;

export async function serve() {
  const server = spawn(MEDCAUTION, ["serve", "--no-auth", "--port", "0", "--emergency-number", "112"]);
  const address = await new Promise((resolve, reject) => {
    server.stderr.on("data", (data) => {
      const running = /http:\/\/127\.0\.0\.1:\d+/.exec(data);
      if (running) resolve(running[0]);
    });
    server.on("exit", () => reject(new Error("the service did not start")));
  });
  return { server, address };
}
