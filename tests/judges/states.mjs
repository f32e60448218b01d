// Every state of the pages, reached as a person reaches it: by typing and pressing.

import { readFileSync } from "node:fs";

export const FORTY = `sertraline 50 mg
ketamine
phenelzine
tramadol
alcohol
diazepam
methadone
quetiapine
lithium
amitriptyline
MDMA
cocaine
cannabis
warfarin
ibuprofen
omeprazole
metformin
lisinopril
amlodipine
simvastatin
levothyroxine
salbutamol inhaler
paracetamol 1,000 mg
gabapentin
pregabalin
haloperidol
ondansetron
bupropion
St John's wort
LSD
GHB
clonidine
propranolol
lamotrigine
carbamazepine
fluconazole
ciprofloxacin
naltrexone
buprenorphine
mirtazapine`;

const { taken, refused } = JSON.parse(readFileSync(new URL("../hostile.json", import.meta.url)));

export async function check(page, medications, conditions = "", age = "") {
  await page.type("#medications", medications);
  await page.type("#conditions", conditions);
  await page.type("#age", age);
  await press(page, "button.main");
}

export async function press(page, selector) {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

async function open(page, selector) {
  await page.$eval(selector, (element) => element.closest("details").setAttribute("open", ""));
}

// Typing forty lines key by key takes a second for each: a long list is put in at once.
async function put(page, medications, conditions) {
  await page.$eval("#medications", (box, text) => { box.value = text; }, medications);
  await page.$eval("#conditions", (box, text) => { box.value = text; }, conditions);
  await press(page, "button.main");
}

const checkForty = (page) => put(page, FORTY, "schizophrenia");

export const STATES = {
  form: async () => {},
  "main flow": (page) => check(page, "Prozac 20 mg\nketamine", "schizophrenia", "34"),
  ambiguous: (page) => check(page, "k 100 mg, sertraline"),
  chosen: async (page) => {
    await check(page, "k 100 mg, sertraline");
    await press(page, "button[name=take]");
  },
  "a kind of medicine": (page) => check(page, "an antidepressant\nibuprofen"),
  unknown: (page) => check(page, "zolof 50 mg\nflibbertigibbet\nketamine"),
  "empty list": (page) => press(page, "button.main"),
  "nothing found": (page) => check(page, "metformin\nomeprazole"),
  contraindicated: (page) => check(page, "phenelzine, sertraline"),
  told: async (page) => {
    await check(page, "ketamine, Zoloft");
    await open(page, "select[name=about]");
    await page.select("select[name=use]", "prescribed-supervised");
    await page.select("select[name=route]", "iv");
    await press(page, "button[name=tell]");
  },
  forty: checkForty,
  reasons: async (page, scripts) => {
    await checkForty(page);
    if (scripts) {
      await page.click("button[name=show]");
      await page.waitForSelector("button[aria-expanded=true]");
    } else {
      await press(page, "button[name=show]");
    }
  },
  minor: (page) => check(page, "tramadol", "epilepsy", "15"),
  refused: (page) => check(page, "sertraline \u{1F600}\nketamine"),
  hostile: (page) => put(page, `${taken.join("\n")}\nketamine`, taken.join("\n")),
  "hostile and refused": (page) => put(page, refused.join("\n"), taken.join("\n")),
  sheet: async (page) => {
    await check(page, "Prozac 20 mg\nketamine\nzolof", "schizophrenia", "34");
    await press(page, "button[formaction=handout]");
  },
  "chart of a list": async (page) => {
    await check(page, "ketamine, Zoloft, Nardil, alcohol, k");
    await press(page, "button[formaction=chart]");
  },
  "chart of forty": async (page) => {
    await checkForty(page);
    await press(page, "button[formaction=chart]");
  },
  chart: (page) => press(page, "a[href=chart]"),
  "a pair of the chart": async (page) => {
    await press(page, "a[href=chart]");
    await press(page, ".pairs a");
  },
};
