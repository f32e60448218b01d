// The words of a caution, with the names that the person used put in the place of marks.
const telling = (() => {
  const CONDITIONS = /[cdCD]\ue000\d+\ue001(?:(?:, | and )[cd]\ue000\d+\ue001)*/g;
  const CONDITION = /([cdCD])\ue000(\d+)\ue001/g;

  const raised = (name, mark) => (mark === mark.toUpperCase() ? name.charAt(0).toUpperCase() + name.slice(1) : name);
  const joined = ({ and }, names) => (names.length < 2 ? names.join("") : and.replace(/\{(one|other)\}/g, (_, place) => (place === "one" ? names.slice(0, -1).join(", ") : names.at(-1))));

  // "Prozac (fluoxetine)": the names the person used, the generic name beside them.
  function called(table, caution, substance) {
    const generic = table.substances[substance][1];
    const spoken = caution.facts.filter((fact) => fact.substance === substance).flatMap((fact) => fact.lines.map((each) => each.name));
    const others = [...new Set(spoken)].sort((a, b) => (a < b ? -1 : 1)).filter((each) => each.toLowerCase() !== generic.toLowerCase());
    return others.length ? `${joined(table, others)} (${generic})` : generic;
  }

  function conditionsAt(table, caution, numbers) {
    const found = new Set();
    const nameOf = (bit) => table.lived[bit]?.split(" ")[0];
    for (const { template, literals } of caution.contributions) {
      for (const [, who] of table.pool[template.links]) {
        const bits = literals[who]?.lived ?? [];
        const stands = table.conditions.findIndex(([id]) => id === nameOf(bits[0]));
        if (numbers.includes(stands)) for (const bit of bits) if (caution.lived.has(bit)) found.add(nameOf(bit));
      }
    }
    return [...found].sort().map((id) => table.conditions.findIndex(([each]) => each === id));
  }

  function fill(table, caution, text, name, of = caution.lead) {
    const everyone = () => joined(table, caution.substances.map(([, substance]) => name(substance)));
    return text
      .replace(CONDITIONS, (run) => {
        const numbers = [...run.matchAll(CONDITION)].map((found) => Number(found[2]));
        const mark = run[0];
        const form = mark.toLowerCase() === "c" ? 1 : 2;
        const found = conditionsAt(table, caution, numbers);
        return raised(joined(table, (found.length ? found : numbers).map((each) => table.conditions[each][form])), mark);
      })
      .replace(/([abABlL])\ue000/g, (_, mark) => {
        const low = mark.toLowerCase();
        return raised(low === "l" ? everyone() : name(of.facts["ab".indexOf(low)].substance), mark);
      });
  }

  // A label that a rule asks about, not one that the person lives with.
  const asked = (table, text) => text.replace(CONDITION, (_, mark, number) => table.conditions[number][mark.toLowerCase() === "c" ? 1 : 2]);

  function changesOf(table, { template, facts }, who) {
    const [sides, matrices] = template.changes;
    const classes = sides.map((side, at) => table.sides[side].findIndex((ways) => ways.includes(facts[at].way)));
    if (!sides.length || classes.includes(-1)) return [];
    const at = classes.length > 1 ? classes[0] * table.sides[sides[1]].length + classes[1] : classes[0];
    const found = table.pool[matrices.length > 1 ? matrices[who] : matrices[0]][at];
    return found == null ? [] : table.pool[found];
  }

  function tell(table, caution) {
    const { pool } = table;
    const { template, lead } = caution;
    const generic = (substance) => table.substances[substance][1];
    const professional = (text) => (text == null ? null : fill(table, caution, text, generic));
    const assumed = new Set(caution.facts.flatMap((fact) => pool[table.assumed[fact.way]].map((text) => text.replace("a\ue000", generic(fact.substance)))));
    return {
      ...pool[template.about],
      severity: template.severity,
      consequence: template.consequence,
      family: template.family,
      summary: professional(pool[template.summary]),
      plain: fill(table, caution, pool[template.plain], (each) => called(table, caution, each)),
      mechanism: professional(pool[template.mechanism]),
      action: professional(pool[template.action]),
      onset: pool[template.onset],
      harm: pool[template.harm],
      signs: pool[template.signs],
      emergency: pool[template.emergency],
      adjustments: pool[template.adjustments].map(professional),
      covers: pool[template.covers].map(([code, severity, summary]) => [code, severity, professional(summary)]),
      rules: pool[template.rules],
      sources: pool[template.sources],
      assumed: [...assumed].sort(),
      changes: changesOf(table, lead, caution.who).map(([fact, to]) => [asked(table, fill(table, { ...caution, contributions: [] }, fact, generic, lead)), to]),
    };
  }

  return { tell };
})();
