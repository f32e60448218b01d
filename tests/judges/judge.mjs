// Third-party judges of the pages: axe-core, html-validate and Debian's chromium, in every state,
// on a desktop and a phone, light and dark, with scripts and without. Exits 1 on any finding.
//
//   node judge.mjs [FOLDER]    screenshots go to FOLDER; nothing is kept without one

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import puppeteer from "puppeteer-core";
import { checkKeyboard, checkPaper } from "./ways.mjs";
import { serve } from "./serving.mjs";
import { STATES } from "./states.mjs";

const MOST_BYTES = 60_000;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740, isMobile: true, hasTouch: true } };
const folder = process.argv[2];
const findings = [];
const looked = { pages: 0, rules: 0, sources: new Set(), bytes: {} };

function found(where, what) {
  findings.push(`${where}: ${what}`);
  console.log(`FOUND  ${where}: ${what}`);
}

async function judgeState(browser, address, name, { size, scheme, scripts }) {
  const where = `${name} / ${size} / ${scheme} / ${scripts ? "scripts" : "no scripts"}`;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  let last;
  page.on("request", (request) => {
    if (request.url().startsWith("data:")) return; // the browser's own icons, such as of a date
    if (!request.url().startsWith(address)) found(where, `asks for ${request.url()}`);
    if (request.method() === "GET" && request.url().includes("?")) found(where, `a query in ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.url().startsWith("data:")) return;
    if (response.request().isNavigationRequest()) last = response;
    if (response.headers()["set-cookie"]) found(where, "a cookie");
    if (response.headers()["cache-control"] !== "no-store") found(where, `${response.url()} may be stored`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4/.test(message.text())) found(where, message.text());
  });
  page.on("pageerror", (error) => found(where, String(error)));
  page.on("dialog", (dialog) => { found(where, "a script of the list ran"); dialog.dismiss(); });
  await page.setJavaScriptEnabled(scripts);
  await page.setViewport(SIZES[size]);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(address);
  await STATES[name](page, scripts);
  await judgePage(page, where);
  const source = await last.text();
  looked.bytes[name] = Math.max(looked.bytes[name] ?? 0, Buffer.byteLength(source));
  looked.sources.add(`${name}\0${source}`);
  if (folder) await page.screenshot({ path: `${folder}/${where.replaceAll(" / ", "-").replaceAll(" ", "_")}.png`, fullPage: true });
  await context.close();
}

async function judgePage(page, where) {
  looked.pages += 1;
  await page.setJavaScriptEnabled(true); // for the judge: the scripts of a page that is loaded stay off
  await page.evaluate(AXE);
  const result = await page.evaluate(() => window.axe.run({ resultTypes: ["violations", "incomplete"] }));
  looked.rules += result.passes.length;
  for (const each of result.violations) found(where, `axe: ${each.id}: ${each.help}: ${each.nodes[0].html}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found(where, `${wide} px wider than the screen`);
}

async function judgeSources() {
  const validator = new HtmlValidate({ extends: ["html-validate:recommended"] });
  for (const each of looked.sources) {
    const [name, source] = each.split("\0");
    const report = await validator.validateString(source);
    for (const message of report.results.flatMap((result) => result.messages)) {
      found(name, `html-validate: ${message.ruleId} ${message.line}:${message.column}: ${message.message}`);
    }
  }
  for (const [name, bytes] of Object.entries(looked.bytes)) {
    if (bytes > MOST_BYTES) found(name, `${bytes} bytes, at most ${MOST_BYTES}`);
  }
}

if (folder) mkdirSync(folder, { recursive: true });
const { server, address } = await serve();
const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"], protocolTimeout: 30_000 });
try {
  const only = process.env.ONLY?.split(",");
  for (const name of Object.keys(STATES).filter((each) => !only || only.includes(each))) {
    for (const size of Object.keys(SIZES)) {
      for (const scheme of ["light", "dark"]) {
        for (const scripts of [true, false]) await judgeState(browser, address, name, { size, scheme, scripts });
      }
    }
  }
  await judgeSources();
  await checkKeyboard(browser, address, found);
  await checkPaper(browser, address, found, folder);
} finally {
  await browser.close();
  server.kill();
}
console.log(`${looked.pages} pages looked at, ${looked.rules} axe rules passed, ${looked.sources.size} sources validated`);
console.log(`bytes: ${JSON.stringify(looked.bytes)}`);
console.log(`${findings.length} findings`);
process.exit(findings.length ? 1 : 0);
