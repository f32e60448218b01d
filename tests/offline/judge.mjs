// An exported page in a real browser, opened from disk with the network off: loading time, axe-core,
// hostile names, the keyboard, and pictures.
//
//     npm install --prefix tests/offline && node tests/offline/judge.mjs PAGE FOLDER
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [page, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { taken, refused } = JSON.parse(readFileSync(new URL("../hostile.json", import.meta.url)));
mkdirSync(folder, { recursive: true });
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"], protocolTimeout: 900_000 });

const STATES = {
  empty: ["", ""],
  main: ["Prozac 20 mg\nketamine\nan SSRI\nzolof\nparacetamol", "schizophrenia"],
  contraindicated: ["Nardil\nZoloft", ""],
  nothing: ["qwertol\n12345", "stubbed toe"],
  hostile: [[...taken, ...refused, "ketamine", "Nardil"].join("\n"), [...taken, ...refused].join("\n")],
  forty: ["fluoxetine sertraline ketamine tramadol morphine alcohol MDMA cocaine lithium aspirin ibuprofen warfarin diazepam clonidine bupropion trazodone mirtazapine venlafaxine amitriptyline linezolid phenelzine moclobemide sumatriptan fentanyl methadone naltrexone quetiapine haloperidol citalopram escitalopram paroxetine dextromethorphan zolpidem pregabalin gabapentin carbamazepine valproate caffeine nicotine cannabis".split(" ").join("\n"), "epilepsy\nhigh blood pressure"],
};
const only = process.env.ONLY?.split(",");
const findings = { requests: [], errors: [], axe: 0, loads: [] };

async function opened(width, dark) {
  const tab = await browser.newPage();
  tab.on("request", (request) => { if (!request.url().startsWith("file:")) findings.requests.push(request.url()); });
  tab.on("pageerror", (error) => findings.errors.push(error.message));
  tab.on("console", (message) => { if (message.type() === "error") findings.errors.push(message.text()); });
  tab.on("dialog", (dialog) => { findings.errors.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  await tab.setOfflineMode(true);
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
  await tab.setViewport({ width, height: 900 });
  await tab.goto(pathToFileURL(page).href);
  findings.loads.push(Math.round(await tab.evaluate(() => performance.getEntriesByType("navigation")[0].loadEventEnd)));
  return tab;
}

async function ask(tab, [medications, conditions]) {
  await tab.evaluate((taken, lived) => {
    document.getElementById("medications").value = taken;
    document.getElementById("conditions").value = lived;
  }, medications, conditions);
  await tab.click("button.main");
}

for (const width of [320, 360, 1280]) {
  for (const dark of [false, true]) {
    const tab = await opened(width, dark);
    for (const [name, state] of Object.entries(STATES).filter(([each]) => !only || only.includes(each))) {
      await ask(tab, state);
      await tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
      // axe-core comes in through the debugger, which the policy of the page does not bind.
      await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
      findings.axe += violations.length;
      for (const each of violations) console.log(width, dark, name, each.id, each.nodes[0].html.slice(0, 120));
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (wide) findings.errors.push(`${name} is wider than ${width}`);
      await tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = false; }));
      const picture = `${folder}/${name}-${width}-${dark ? "dark" : "light"}`;
      await tab.evaluate(() => document.getElementById("answer").scrollIntoView());
      if (width !== 320) await tab.screenshot({ path: `${picture}.png` });
      if (width !== 320 && name === "main") await tab.screenshot({ path: `${picture}-whole.png`, fullPage: true });
    }
    await tab.close();
  }
}

// The keyboard alone: type, tab to the button, press it, and land on the answer.
const tab = await opened(360, false);
await tab.focus("#medications");
await tab.keyboard.type("Nardil\nZoloft");
for (let at = 0; at < 10 && !(await tab.evaluate(() => document.activeElement.matches("button.main"))); at += 1) await tab.keyboard.press("Tab");
await tab.keyboard.press("Enter");
findings.keyboard = await tab.evaluate(() => document.activeElement.id === "answer" && document.querySelector("article.contraindicated .word")?.textContent);
await tab.emulateMediaType("print");
await tab.screenshot({ path: `${folder}/print.png`, fullPage: true });
findings.stored = await tab.evaluate(() => document.cookie.length + localStorage.length + sessionStorage.length);
await tab.close();

// A page whose review is overdue says so, by the clock of the device.
const old = await browser.newPage();
await old.evaluateOnNewDocument(() => { Date.now = () => Date.UTC(2031, 0, 1); });
await old.goto(pathToFileURL(page).href);
findings.stale = await old.evaluate(() => !document.getElementById("stale").hidden);
await browser.close();
console.log(JSON.stringify(findings));
process.exitCode = findings.axe || findings.errors.length || findings.requests.length || findings.stored || !findings.keyboard || !findings.stale ? 1 : 0;
