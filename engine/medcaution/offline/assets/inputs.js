// What was read of each line and what was not: it stands above the cautions.
const inputs = (() => {
  const { say, make } = elements;
  const MOST_CHOICES = 12;

  // actions: put(input, texts) sets lines in the place of one; restate(input, name, value) says more of
  // a line, and returns it as it is read then.
  function section(table, report, person, actions) {
    const unread = report.inputs.filter((each) => ["ambiguous", "not-recognised", "could-not-interpret"].includes(each.outcome));
    const chips = [...unread, ...report.inputs.filter((each) => !unread.includes(each))].map((each) => chip(table, each, actions));
    return make("section", { class: "checked", "aria-labelledby": "checked" },
      make("h2", { id: "checked" }, say("offline.checked", { n: report.inputs.length - unread.length, total: report.inputs.length })),
      unread.length ? make("p", { class: "loud" }, say("offline.not-checked", { n: unread.length })) : null,
      make("ul", { class: "chips" }, chips), who(person));
  }

  function who({ age, pregnant }) {
    const known = [
      age === null ? null : `${say("offline.age")}: ${age}`,
      pregnant === null ? null : `${say("offline.pregnant")}: ${pregnant ? say("offline.yes") : say("offline.no")}`,
    ].filter(Boolean);
    return known.length ? make("p", {}, make("strong", {}, known.join(". "))) : null;
  }

  // What was stated of a line, in words: it stands beside the name, and is never only in a fold.
  function statedOf({ kind, taken, status }) {
    if (kind === "condition") return status === "active" ? "" : say("offline-status." + status);
    const { use = "unknown", route = "unknown", stopped, dose, span } = taken;
    const when = taken.status ?? "current";
    return [
      use === "unknown" ? null : say("offline-use." + use),
      route === "unknown" ? null : say("offline-route." + route),
      when === "current" ? null : say("offline-taken." + when),
      when !== "stopped" || stopped == null ? null : say("offline.stated-stopped", { n: stopped }),
      dose == null ? null : say("offline.stated-dose", { n: dose }),
      span == null ? null : say("offline.stated-span", { n: span }),
    ].filter(Boolean).join(", ");
  }

  function chip(table, input, actions) {
    const { found, outcome } = input;
    const known = found.meaning ? found.meaning.substances.map((each) => table.substances[each][1]).join(" + ")
      : found.condition !== undefined ? table.conditions[found.condition][2] : "";
    const same = known.toLowerCase() === input.text.trim().toLowerCase();
    const stated = make("strong", { class: "stated", "aria-live": "polite" });
    const tell = (line) => stated.replaceChildren(...[statedOf(line)].filter(Boolean).map((text) => ` (${text})`));
    const restate = (name) => (value) => {
      const line = actions.restate(input, name, value);
      if (line) tell(line);
    };
    tell(input);
    return make("li", {},
      make("strong", {}, input.text), stated, " ",
      make("span", { class: `chip ${outcome}` }, say("outcome." + outcome)),
      known && !same ? make("span", { class: "hint" }, ` ${known}`) : null,
      found.reason || found.why ? make("p", { class: "hint" }, found.reason ?? say("offline-why." + found.why)) : null,
      outcome === "ambiguous" ? asked(table, input, actions) : null,
      outcome === "not-recognised" ? offered(table, input, actions) : null,
      found.meaning ? ways(table, input, restate) : null,
      found.condition !== undefined ? status(table, input, restate) : null);
  }

  function candidates(table, input) {
    const all = input.kind === "medication" ? table.substances : table.conditions;
    return input.found.candidates.map((each) => all[each][1]);
  }

  // Which of several things it is, or all of them. What else stands on the line stays.
  function asked(table, input, actions) {
    const names = candidates(table, input);
    if (!input.found.together) return choices(table, names, input, actions);
    const all = placing.put(table, input, names);
    return [
      all ? make("div", { class: "choices" }, button(say("offline.all-of", { names: names.join(" + ") }), input, all, actions)) : null,
      choices(table, names, input, actions, (name) => say("offline.only", { name })),
    ];
  }

  const button = (label, input, texts, actions) => make("button", { type: "button", click: () => actions.put(input, texts) }, label);

  // Only names that have a place in the line; without any, the person is asked to write it anew.
  function choices(table, names, input, actions, label = (name) => name) {
    const buttons = names.flatMap((name) => {
      const texts = placing.put(table, input, [name]);
      return texts ? [button(label(name), input, texts, actions)] : [];
    });
    if (!buttons.length) return make("p", {}, say("offline.write-apart"));
    const rest = buttons.slice(MOST_CHOICES);
    return [
      make("div", { class: "choices" }, buttons.slice(0, MOST_CHOICES)),
      rest.length ? make("details", {}, make("summary", {}, say("offline.more-choices", { n: rest.length })), make("div", { class: "choices" }, rest)) : null,
    ];
  }

  function offered(table, input, actions) {
    const index = input.kind === "medication" ? table.medicationNames.index : table.conditionNames.index;
    const names = input.found.reason ? [] : nearness.near(input.text, index);
    return names.length ? [make("p", { class: "noprint" }, say("offline.did-you-mean")), choices(table, names, input, actions)] : null;
  }

  function picker(label, options, value, change) {
    const id = `field-${picker.count = (picker.count ?? 0) + 1}`;
    return make("div", {}, make("label", { for: id }, label),
      make("select", { id, change: (event) => change(event.target.value) },
        options.map(([key, text]) => make("option", { value: key, selected: key === value }, text))));
  }

  function number(label, value, change) {
    const id = `field-${picker.count = (picker.count ?? 0) + 1}`;
    const wrong = make("p", { class: "loud", role: "alert" });
    const read = ({ target: { value: text, validity } }) => {
      const bad = validity.badInput || !(Number(text) >= 0);
      wrong.replaceChildren(...(bad ? [say("offline.number-wrong")] : []));
      change(bad || text === "" ? null : Number(text));
    };
    return make("div", {}, make("label", { for: id }, label),
      make("input", { id, type: "number", min: "0", step: "any", inputmode: "decimal", value: value ?? null, input: read }), wrong);
  }

  // How a medicine is taken: only what some rule looks at.
  function ways(table, input, restate) {
    const profiles = input.found.meaning.substances.map((each) => table.profiles[table.substances[each][2]]).filter(Boolean);
    if (!profiles.length) return null;
    const { taken } = input;
    const some = (edges) => profiles.some((each) => each[edges].length);
    const single = input.found.meaning.substances.length === 1;
    return make("details", {}, make("summary", {}, say("offline.how-taken")),
      make("div", { class: "pair" },
        picker(say("offline.use"), table.uses.map((each) => [each, say("offline-use." + each)]), taken.use ?? "unknown", restate("use")),
        picker(say("offline.route"), table.routes.map((each) => [each, say("offline-route." + each)]), taken.route ?? "unknown", restate("route")),
        picker(say("offline.taken"), ["current", "planned", "stopped"].map((each) => [each, say("offline-taken." + each)]), taken.status ?? "current", restate("status")),
        number(say("offline.days-since"), taken.stopped, restate("stopped")),
        some("doses") && single ? number(say("offline.dose"), taken.dose, (value) => restate("dose")(value || null)) : null, // nothing a day is no dose
        some("spans") ? number(say("offline.days-taken"), taken.span, restate("span")) : null));
  }

  function status(table, input, restate) {
    return make("details", {}, make("summary", {}, say("offline.condition-status")),
      picker(say("offline.condition-status"), table.statuses.map((each) => [each, say("offline-status." + each)]), input.status, restate("status")));
  }

  return { section };
})();
