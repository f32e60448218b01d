// From what was read to the engine's cautions. Nothing is judged here: every outcome of a cell in a
// context was judged by the engine and is looked up.
const answering = (() => {
  const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const SEVERITIES = ["note", "minor", "moderate", "major", "contraindicated"];
  const rank = (template) => SEVERITIES.indexOf(template.severity);
  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  function prepare(data) {
    const digit = new Map([...DIGITS].map((each, at) => [each, at]));
    // A run of empty cells is a dot and the digit of one less than their number.
    const empty = (_, run) => "00".repeat(digit.get(run) + 1);
    const rows = data.pairs.map((row) => row.replace(/\.(.)/g, empty));
    const openings = new Set(data.conditionNames.openings);
    const table = {
      ...data,
      doseMatters: (substance) => data.profiles[data.substances[substance][2]]?.doses.length > 0,
      pair: (one, other) => {
        const row = rows[data.first[one]];
        const at = 2 * data.second[other];
        return digit.get(row[at]) * 64 + digit.get(row[at + 1]);
      },
    };
    table.medicationNames = reading.prepare(data.medicationNames, spelling.key);
    table.conditionNames = reading.prepare(data.conditionNames, (words) => spelling.conditionKey(words, openings));
    table.conditionNames.openings = openings;
    table.conditionNames.beyond = new Set(data.conditionNames.beyond);
    return table;
  }

  // The level of a number between edges: a value up to and with an edge lies below it.
  const level = (edges, value) => edges.filter((edge) => value > edge).length;

  // For how many days it is known to be taken: not where it is planned, or no last day is told.
  function spanOf({ status, stopped, span }) {
    if (status === "planned" || span == null) return null;
    if (status === "stopped") return stopped == null ? null : span - stopped;
    return span;
  }

  function wayOf(table, profile, taken, route) {
    const measured = (edges, value, least) =>
      edges.length && value != null ? 1 + level(edges, value) + (least ? edges.length + 1 : 0) : 0;
    const stopped = taken.stopped == null ? 2 : 3 + level(profile.stops, taken.stopped);
    const levels = [
      table.uses.indexOf(taken.use ?? "unknown"),
      table.routes.indexOf(route),
      { current: 0, planned: 1, stopped }[taken.status ?? "current"],
      measured(profile.doses, taken.dose, taken.least),
      measured(profile.spans, spanOf(taken)),
    ];
    return profile.ways[levels.reduce((at, each, axis) => at * profile.shape[axis] + profile.axes[axis][each], 0)];
  }

  // The text by which the engine orders facts: of two alike, the first leads.
  function orderOf(table, id, product, route, taken) {
    const text = (value) => (value == null ? "None" : typeof value === "number" ? String(value) : `'${value}'`);
    const stopped = taken.status === "stopped" ? taken.stopped : null;
    const from = product == null ? null : table.substances[product][0];
    const parts = [from, route, taken.use ?? "unknown", taken.status ?? "current", stopped, spanOf(taken)].map(text);
    const dose = taken.dose == null ? "None" : `DailyDose(milligrams=${taken.dose}`;
    return `${id} (${parts.join(", ")}) ${dose}`;
  }

  // What each line says of each substance of it.
  function* toldOf(table, read) {
    for (const { line, found, taken } of read) {
      if (found.outcome !== "recognised") continue;
      const { substances, product, routes } = found.meaning;
      const given = table.routes.indexOf(taken.route ?? "unknown");
      const way = table.routes[routes ? routes[given] : given];
      const told = substances.length === 1 ? taken : { ...taken, dose: null };
      const adds = taken.status !== "stopped" && !table.local.includes(way);
      for (const substance of substances) yield { substance, product, way, told, adds, line, name: found.name };
    }
  }

  // The whole dose of each substance: of different ones, or of two uses or routes, the least it can be.
  function wholeDoses(told) {
    const alike = new Map();
    for (const each of told.filter(({ adds }) => adds)) {
      if (!alike.has(each.substance)) alike.set(each.substance, []);
      alike.get(each.substance).push(each);
    }
    const several = (all) => new Set(all.filter((each) => each !== "unknown")).size > 1;
    const whole = (all) => {
      const doses = all.map(({ told: { dose } }) => dose ?? null);
      const known = doses.filter((each) => each !== null);
      const differ = new Set(doses).size > 1 || several(all.map(({ told: { use } }) => use ?? "unknown"));
      const least = known.length > 0 && (differ || several(all.map(({ way }) => way)));
      return { dose: known.length ? Math.max(...known) : null, least };
    };
    return new Map([...alike].map(([substance, all]) => [substance, whole(all)]));
  }

  // One fact for all lines of a substance that are taken alike.
  function factsOf(table, read) {
    const facts = new Map();
    const lines = [...toldOf(table, read)];
    const doses = wholeDoses(lines);
    for (const { substance, product, way, told, adds, line, name } of lines) {
      const taken = adds ? { ...told, ...doses.get(substance) } : told;
      const profile = table.profiles[table.substances[substance][2]];
      const number = profile ? wayOf(table, profile, taken, way) : 0;
      if (!number) continue;
      const mark = `${substance} ${product} ${number}`;
      const id = table.substances[substance][0];
      const order = orderOf(table, id, product, way, taken);
      if (!facts.has(mark)) facts.set(mark, { id, substance, product, way: number, kind: table.kinds[number], lines: [], order });
      const fact = facts.get(mark);
      fact.lines.push({ line, name });
      if (order < fact.order) fact.order = order;
    }
    return [...facts.values()].sort((one, other) => compare(one.id, other.id));
  }

  // The number of all people of whom the rules know the same.
  function numberOf(table, { age, pregnant }) {
    const [numbers] = table.people;
    return numbers[pregnant == null ? 0 : pregnant ? 1 : 2][age == null ? 0 : age + 1];
  }

  function livedBits(table, read, who) {
    const bits = new Map();
    for (const { line, found, status } of read) {
      if (found.outcome !== "recognised") continue;
      const told = status === "active" && found.status ? found.status : status;
      const bit = table.conditions[found.condition][3][table.statuses.indexOf(told)];
      if (bit != null) bits.set(bit, [...(bits.get(bit) ?? []), line]);
    }
    const [, known] = table.people;
    for (const bit of known[who]) if (!bits.has(bit)) bits.set(bit, []);
    return bits;
  }

  // Two substances of one licensed product, or two lines of one substance, are no pair.
  const apart = (one, other) => one.substance !== other.substance && (one.product == null || one.product !== other.product);

  function context(table, part, facts, all, bits, above) {
    return part.literals.reduce((place, literal, at) => {
      const holds = literal.lived
        ? literal.lived.some((bit) => bits.has(bit))
        : literal.carried !== undefined
          ? all.some((other) => table.carried[other.kind].includes(literal.carried) && facts.every((fact) => apart(fact, other)))
          : above.get(facts[0].substance)?.has(literal.above) ?? false;
      return place + (holds ? 1 << at : 0);
    }, 0);
  }

  // What the engine said of every single and pair, by the substances and rules that meet there.
  function entriesOf(table, all, bits) {
    const nodes = new Map();
    const above = new Map();
    const look = (cell, facts) => {
      for (const number of table.cells[cell]) {
        const part = table.parts[number];
        const place = context(table, part, facts, all, bits, above);
        for (const id of part.above[place]) {
          for (const { substance } of facts) above.set(substance, (above.get(substance) ?? new Set()).add(id));
        }
        const node = `${facts.map((fact) => fact.id).join(" ")} ${part.group}`;
        if (!nodes.has(node)) nodes.set(node, []);
        nodes.get(node).push({ number, place, part, facts });
      }
    };
    all.forEach((one, at) => {
      for (const other of all.slice(at + 1)) if (apart(one, other)) look(table.pair(one.kind, other.kind), [one, other]);
    });
    for (const one of all) look(table.singles[one.kind], [one]);
    return nodes;
  }

  // The headings that two ways of taking one substance hide of each other: of each part in its place.
  function hiddenIn(table, entries) {
    const parts = [...new Map(entries.map((each) => [markOf(each), each])).values()];
    const hidden = new Set();
    parts.sort((one, other) => one.number - other.number || one.place - other.place);
    parts.map(markOf).forEach((one, at, marks) => {
      for (const other of marks.slice(at + 1)) {
        const [ofOne, ofOther] = table.hidden[`${one} ${other}`] ?? [[], []];
        for (const heading of ofOne) hidden.add(`${one} ${heading.join(" ")}`);
        for (const heading of ofOther) hidden.add(`${other} ${heading.join(" ")}`);
      }
    });
    return hidden;
  }

  const markOf = ({ number, place }) => `${number}.${place}`;

  function contributionsOf(table, all, bits) {
    const found = new Map();
    const add = (number, facts, literals) => {
      const template = table.templates[number];
      const about = template.once ?? `${template.family} ${template.consequence} ${facts.map((fact) => fact.id).join(" ")}`;
      if (!found.has(about)) found.set(about, []);
      found.get(about).push({ number, template, facts, literals });
    };
    for (const entries of entriesOf(table, all, bits).values()) {
      const hidden = hiddenIn(table, entries);
      for (const entry of entries) {
        const { part, place, facts } = entry;
        for (const number of part.outcomes[place]) {
          const { family, consequence } = table.templates[number];
          if (!hidden.has(`${markOf(entry)} ${family} ${consequence}`)) add(number, facts, part.literals);
        }
      }
    }
    for (const three of table.threes) {
      const firing = new Set(three.firing.map(String));
      const some = all.filter((fact) => three.classes[fact.kind]);
      some.forEach((one, first) => some.slice(first + 1).forEach((two, second) => {
        if (!apart(one, two)) return;
        for (const last of some.slice(first + second + 2)) {
          const classes = [one, two, last].map((fact) => three.classes[fact.kind]).sort((a, b) => a - b);
          if (apart(one, last) && apart(two, last) && firing.has(String(classes))) add(three.template, [one, two, last], []);
        }
      }));
    }
    return found;
  }

  // Which of several contributions leads: the strongest, then the first by rule and facts.
  function leads(table, one, other) {
    const mark = ({ template, facts }) => {
      const [[, rule]] = table.pool[template.rules];
      const own = table.pool[template.links].filter(([, who, , added]) => !added && typeof who === "string");
      return [rule, ...own.map(([, who]) => facts["abc".indexOf(who)]?.order ?? "")].join("\n");
    };
    return rank(other.template) - rank(one.template) || compare(mark(one), mark(other));
  }

  function caution(table, bits, contributions) {
    const lead = contributions.reduce((best, each) => (leads(table, each, best) < 0 ? each : best));
    const facts = [...new Set(contributions.flatMap((each) => each.facts))];
    const substances = [...new Map(facts.map((fact) => [fact.id, fact.substance])).entries()].sort((a, b) => compare(a[0], b[0]));
    const lived = new Map();
    for (const { template, literals } of contributions) {
      for (const [, who, , added] of table.pool[template.links]) {
        const present = (literals[who]?.lived ?? []).filter((bit) => bits.has(bit)).sort((one, other) => compare(table.lived[one], table.lived[other]));
        // A clause speaks once, for the first condition by name that meets it.
        for (const bit of added ? present.slice(0, 1) : present) lived.set(bit, bits.get(bit));
      }
    }
    return { lead, template: lead.template, contributions, facts, substances, lived, severity: lead.template.severity };
  }

  function order(one, other) {
    const ids = (each) => each.substances.map(([id]) => id);
    const [a, b] = [ids(one), ids(other)];
    const differ = a.findIndex((id, at) => id !== b[at]);
    const bySubstances = differ < 0 ? a.length - b.length : b[differ] === undefined ? 1 : compare(a[differ], b[differ]);
    return rank(other.template) - rank(one.template) || compare(one.template.consequence, other.template.consequence)
      || bySubstances || compare(one.template.family, other.template.family);
  }

  function outcomeOf(table, found) {
    if (found.outcome !== "recognised") return found.outcome;
    const covered = found.meaning
      ? found.meaning.substances.some((each) => table.substances[each][2] >= 0)
      : table.covered.includes(found.condition);
    return covered ? "recognised" : "recognised-not-covered";
  }

  // person: {medications: [{text, use, route, status, stopped, dose, span}], conditions: [{text,
  // status}], age, pregnant}; days and milligrams a day are numbers, and null is not known.
  function check(table, person) {
    const taken = person.medications.map((each, at) => ({ kind: "medication", line: at + 1, text: each.text, taken: each, found: reading.medication(each.text, table) }));
    const lives = person.conditions.map((each, at) => ({ kind: "condition", line: taken.length + at + 1, text: each.text, status: each.status ?? "active", found: reading.condition(each.text, table) }));
    const inputs = [...taken, ...lives].map((each) => ({ ...each, outcome: outcomeOf(table, each.found) }));
    const who = numberOf(table, person);
    const bits = livedBits(table, lives, who);
    const found = contributionsOf(table, factsOf(table, taken), bits);
    const told = [...found.values()].map((each) => ({ ...caution(table, bits, each), who })).sort(order);
    const cautions = told.filter((each) => each.severity !== "note");
    const unread = ["ambiguous", "not-recognised", "could-not-interpret"];
    const complete = !inputs.some((each) => unread.includes(each.outcome));
    const read = inputs.some((each) => each.kind === "medication" && each.outcome.startsWith("recognised"));
    const status = !read ? "nothing-checked" : cautions.length ? "cautions" : complete ? "none-found" : "incomplete";
    return { status, complete, inputs, cautions, notes: told.filter((each) => each.severity === "note") };
  }

  return { prepare, check };
})();
