// The pictures of docs/pages.md, taken of the running service.
//
//   node pictures.mjs FOLDER

import puppeteer from "puppeteer-core";
import { serve } from "./serving.mjs";
import { check, press } from "./states.mjs";

const folder = process.argv[2];
const { server, address } = await serve();
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"], protocolTimeout: 60_000 });
const page = await browser.newPage();

async function list(medications, conditions = "") {
  await page.goto(address);
  await check(page, medications, conditions);
}

const look = (scheme, width) => Promise.all([
  page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]),
  page.setViewport({ width, height: 800, isMobile: width < 500 }),
]);
const shot = (name, width, height) => page.screenshot({ path: `${folder}/${name}.png`, clip: { x: 0, y: 0, width, height } });

try {
  await look("light", 360);
  await list("zolof 50 mg, k, ketamine");
  await shot("page-choose-360-light", 360, 760);
  await list("Prozac 20 mg\nketamine", "schizophrenia");
  await shot("page-caution-360-light", 360, 1400);
  await look("dark", 900);
  await list("phenelzine, sertraline");
  await shot("page-dark", 900, 1160);
  await look("light", 900);
  await page.goto(`${address}/chart`);
  await shot("page-chart", 900, 1100);
  await list("Prozac 20 mg\nketamine", "schizophrenia");
  await press(page, "button[formaction=handout]");
  await page.emulateMediaType("print");
  await page.setViewport({ width: 499, height: 734 }); // A5 less its margins, at 96 px an inch
  await page.screenshot({ path: `${folder}/page-sheet-a5.png`, fullPage: true });
} finally {
  await browser.close();
  server.kill();
}
