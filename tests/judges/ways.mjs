// Ways through the pages that are not pictures: by keyboard alone, and on paper.

import { writeFileSync } from "node:fs";

// From the empty form to the reasons of a caution with Tab, Enter and letters only.
export async function checkKeyboard(browser, address, found) {
  const page = await browser.newPage();
  await page.goto(address);
  const reach = async (selector) => {
    for (let step = 0; step < 80; step += 1) {
      const there = await page.evaluate((wanted) => {
        const now = document.activeElement;
        const outline = now === document.body || getComputedStyle(now).outlineStyle !== "none";
        return { reached: now.matches(wanted), outline, html: now.outerHTML.slice(0, 80) };
      }, selector);
      if (!there.outline) found("keyboard", `no outline on ${there.html}`);
      if (there.reached) return true;
      await page.keyboard.press("Tab");
    }
    found("keyboard", `${selector} is not reached in 80 steps`);
    return false;
  };
  await reach("#medications");
  await page.keyboard.type("k, phenelzine, sertraline, tramadol, lithium, alcohol");
  await reach("button.main");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await reach("button[name=take]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await reach("button[name=show]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("button[aria-expanded=true]");
  const told = await page.evaluate(() => document.activeElement.textContent);
  if (!told.includes("How sure we are")) found("keyboard", "the reasons do not take the focus");
  await page.goto(`${address}/chart`);
  if (await reach(".matrix a")) {
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    const reasons = await page.evaluate(() => document.querySelector("article.caution li")?.textContent ?? "");
    if (reasons.length < 40) found("keyboard", "a cell of the chart leads nowhere");
  }
  await page.close();
}

// The sheet of an ordinary list is one page, on A4 and on A5.
export async function checkPaper(browser, address, found, folder) {
  const page = await browser.newPage();
  for (const list of ["Prozac 20 mg\nketamine", "sertraline\nibuprofen\nmetformin\namlodipine", "phenelzine\nsertraline\nalcohol"]) {
    for (const format of ["A4", "A5"]) {
      await page.goto(address);
      await page.type("#medications", list);
      await Promise.all([page.waitForNavigation(), page.click("button.main")]);
      await Promise.all([page.waitForNavigation(), page.click("button[formaction=handout]")]);
      await page.emulateMediaType("print");
      const left = await page.$$eval("nav, button, .skip", (all) => all.filter((each) => each.checkVisibility()).length);
      if (left) found("paper", `${left} things to tap are printed`);
      await page.emulateMediaType(null);
      const pdf = await page.pdf({ format, preferCSSPageSize: false });
      const pages = (Buffer.from(pdf).toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length;
      console.log(`sheet of ${JSON.stringify(list)} on ${format}: ${pages} page(s)`);
      if (pages !== 1) found("paper", `${pages} pages on ${format} for ${JSON.stringify(list)}`);
      if (folder) writeFileSync(`${folder}/sheet-${format}-${list.length}.pdf`, pdf);
    }
  }
  await page.close();
}
