// A card for each caution: plain words first, the professional ones a tap away.
const cautionCards = (() => {
  const { say, make, icon, listed } = elements;

  function card(table, report, caution, at) {
    const told = telling.tell(table, caution);
    const id = `caution-${at}`;
    return make("article", { class: `caution ${told.severity}`, "aria-labelledby": id },
      make("h3", { id }, icon(told.severity), make("span", { class: "word" }, say("plain-severity." + told.severity)), " ",
        make("span", { class: "names" }, written(report, caution).join(" + "))),
      make("p", { class: "plain" }, told.plain),
      listed(say("caution.watch"), told.signs),
      emergency(told),
      make("h4", {}, say("caution.why")), make("ul", { class: "why" }, chains(table, report, caution, told).map((each) => make("li", {}, each))),
      told.adjustments.map((each) => make("p", {}, `${say("caution.adjusted")}: ${each}`)),
      listed(say("caution.assumed"), told.assumed),
      listed(say("caution.changes"), told.changes.map(([fact, to]) => say("caution.change", { fact, to: to === "silent" ? say("caution.silent") : say("plain-severity." + to).toLowerCase() }))),
      make("h4", {}, say("caution.sure")), make("p", {}, sureness(told)),
      professional(told));
  }

  // The lines that a caution is about, in the person's own words.
  function written(report, caution) {
    const taken = caution.facts.flatMap((fact) => fact.lines.map((each) => each.line));
    const lived = [...caution.lived.values()].flat();
    const lines = [...new Set([...taken, ...lived])].sort((one, other) => one - other);
    return [...new Set(lines.map((line) => report.inputs[line - 1].text.trim()))];
  }

  function chains(table, report, caution, told) {
    const found = new Set();
    const end = told.harm;
    const textOf = (line) => report.inputs[line - 1].text.trim();
    const add = (line, steps) => {
      const text = textOf(line);
      found.add([text, ...steps.filter((step, at) => step && step.toLowerCase() !== text.toLowerCase() && steps.indexOf(step) === at), end].join(" \u2192 "));
    };
    for (const { template, facts, literals } of caution.contributions) {
      for (const [, who, path] of table.pool[template.links]) {
        if (typeof who === "string") {
          const fact = facts["abc".indexOf(who)];
          const step = table.paths[path]?.[fact.id];
          for (const { line } of fact.lines) add(line, [table.substances[fact.substance][1], step]);
        } else {
          for (const bit of literals[who].lived ?? []) for (const line of caution.lived.get(bit) ?? []) add(line, [table.lived[bit].split(" ")[0].replaceAll("-", " ")]);
        }
      }
    }
    return [...found];
  }

  function emergency(told) {
    if (!told.emergency.length) return null;
    return make("div", { class: "emergency" }, make("h4", {}, say("caution.emergency", { number: say("emergency.call") })),
      elements.list(told.emergency, {}), make("p", {}, say("caution.say-what")));
  }

  function sureness(told) {
    const often = told.likelihood === "not-applicable" ? "" : say("plain-likelihood." + told.likelihood);
    const contested = told.contested ? say("plain.contested") : "";
    const reviewed = told.reviewed_by_clinician ? say("caution.clinician") : say("caution.no-clinician");
    return [often, contested, reviewed].filter(Boolean).join(" ");
  }

  function professional(told) {
    const entry = (label, ...value) => [make("dt", {}, label), make("dd", {}, ...value)];
    const spaced = (text) => text.replaceAll("-", " ");
    const cited = ["supports", "disputes", "context"].map((stance) => [stance, told.sources.filter((each) => each.stance === stance)]);
    const labels = { supports: say("caution.supports"), disputes: say("caution.disputes"), context: say("caution.context") };
    return make("details", { class: "professional" }, make("summary", {}, say("caution.professional")),
      make("dl", {},
        entry(say("caution.summary"), told.summary),
        entry(say("caution.mechanism"), told.mechanism),
        entry(say("caution.action"), told.action),
        told.onset ? entry(say("caution.onset"), told.onset) : null,
        entry(say("caution.seriousness"), say("seriousness." + told.seriousness)),
        entry(say("caution.likelihood"), say("likelihood." + told.likelihood)),
        entry(say("caution.evidence"), told.evidence.map((each) => say("evidence." + each)).join(", ") + (told.contested ? `; ${say("caution.contested").toLowerCase()}` : "")),
        told.also.length ? entry(say("caution.also"), spaced(told.also.join(", "))) : null,
        told.covers.map(([code, severity, summary]) => entry(say("caution.covers"), `${code} (${say("severity." + severity)}): ${summary}`)),
        entry(say("caution.rules"), told.rules.map(([code, id, mark]) => `${code} ${id} (${mark})`).join(", ")),
        cited.map(([stance, sources]) => (sources.length ? entry(labels[stance], elements.list(sources.map(source))) : null)),
        entry(say("caution.review-due"), told.review)));
  }

  const source = (each) => [each.note, `${each.title}${each.year ? `, ${each.year}` : ""}`, `[${each.ref}]`].filter(Boolean).join(" ");

  return { card };
})();
