// Answers people with the scripts and the table of an exported page, without a browser.
//
//     node answers.mjs PAGE < asked.ndjson > answers.ndjson
//
// A person is answered, a line {kind, text} is read, and a text is folded, cut and keyed.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const page = readFileSync(process.argv[2], "utf8");
const part = (open) => {
  const start = page.indexOf(open) + open.length;
  return page.slice(start, page.indexOf("</script>", start));
};
const data = JSON.parse(part('<script type="application/json" id="table">'));
const realm = vm.createContext({ console });
vm.runInContext(`${part('<script id="answers">')}; globalThis.page = { answering, reading, telling, spelling };`, realm);
const { answering, reading, telling, spelling } = realm.page;
const table = answering.prepare(data);

function told(table, caution) {
  const found = telling.tell(table, caution);
  const { severity, consequence, family, plain, summary, contested, signs, emergency, assumed, changes } = found;
  return {
    severity, consequence, family, plain, summary, contested, signs, emergency, assumed, changes,
    substances: caution.substances.map(([id]) => id),
    lines: [...new Set(caution.facts.flatMap((fact) => fact.lines.map((each) => each.line)))].sort((a, b) => a - b),
    conditions: [...new Set([...caution.lived.values()].flat())].sort((a, b) => a - b),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (typeof asked === "string") {
    const folded = spelling.fold(asked);
    process.stdout.write(`${JSON.stringify(folded === null ? null : [folded, spelling.tokens(folded).words, spelling.key(spelling.tokens(folded).words)])}\n`);
    continue;
  }
  if (asked.kind) {
    const read = reading[asked.kind](asked.text, table);
    const { substances, product, routes } = read.meaning ?? {};
    const ids = (all, numbers) => (numbers ?? []).map((each) => all[each][0]);
    process.stdout.write(`${JSON.stringify({
      outcome: read.outcome,
      substances: ids(table.substances, substances),
      product: product == null ? null : table.substances[product][0],
      routes: table.routes.map((each, at) => (routes ? table.routes[routes[at]] : each)),
      condition: read.condition === undefined ? null : table.conditions[read.condition][0],
      status: read.status ?? null,
      candidates: ids(asked.kind === "medication" ? table.substances : table.conditions, read.candidates).sort(),
    })}\n`);
    continue;
  }
  const found = answering.check(table, asked);
  process.stdout.write(`${JSON.stringify({
    status: found.status,
    complete: found.complete,
    outcomes: found.inputs.map((each) => each.outcome),
    cautions: found.cautions.map((each) => told(table, each)),
    notes: found.notes.map((each) => told(table, each)),
  })}\n`);
}
