// What was read of each line and what was not: it stands above the cautions.
const inputs = (() => {
  const { say, make } = elements;
  const MOST_CHOICES = 12;

  // actions: {replace(input, name), restate(input, name, value)}.
  function section(table, report, actions) {
    const unread = report.inputs.filter((each) => ["ambiguous", "not-recognised", "could-not-interpret"].includes(each.outcome));
    const chips = [...unread, ...report.inputs.filter((each) => !unread.includes(each))].map((each) => chip(table, each, actions));
    return make("section", { class: "checked", "aria-labelledby": "checked" },
      make("h2", { id: "checked" }, say("offline.checked", { n: report.inputs.length - unread.length, total: report.inputs.length })),
      unread.length ? make("p", { class: "loud" }, say("offline.not-checked", { n: unread.length })) : null,
      make("ul", { class: "chips" }, chips));
  }

  function chip(table, input, actions) {
    const { found, outcome } = input;
    const known = found.meaning ? found.meaning.substances.map((each) => table.substances[each][1]).join(" + ")
      : found.condition !== undefined ? table.conditions[found.condition][2] : "";
    const same = known.toLowerCase() === input.text.trim().toLowerCase();
    return make("li", {},
      make("strong", {}, input.text), " ",
      make("span", { class: `chip ${outcome}` }, say("outcome." + outcome)),
      known && !same ? make("span", { class: "hint" }, ` ${known}`) : null,
      found.reason || found.why ? make("p", { class: "hint" }, found.reason ?? say("offline-why." + found.why)) : null,
      outcome === "ambiguous" ? choices(candidates(table, input), input, actions) : null,
      outcome === "not-recognised" ? offered(table, input, actions) : null,
      found.meaning ? ways(table, input, actions) : null,
      found.condition !== undefined ? status(table, input, actions) : null);
  }

  function candidates(table, input) {
    const all = input.kind === "medication" ? table.substances : table.conditions;
    return input.found.candidates.map((each) => all[each][1]);
  }

  function choices(names, input, actions) {
    const button = (name) => make("button", { type: "button", click: () => actions.replace(input, name) }, name);
    const rest = names.slice(MOST_CHOICES);
    return [
      make("div", { class: "choices" }, names.slice(0, MOST_CHOICES).map(button)),
      rest.length ? make("details", {}, make("summary", {}, say("offline.more-choices", { n: rest.length })), make("div", { class: "choices" }, rest.map(button))) : null,
    ];
  }

  function offered(table, input, actions) {
    const index = input.kind === "medication" ? table.medicationNames.index : table.conditionNames.index;
    const names = input.found.reason ? [] : nearness.near(input.text, index);
    return names.length ? [make("p", {}, say("offline.did-you-mean")), choices(names, input, actions)] : null;
  }

  function picker(label, options, value, change) {
    const id = `field-${picker.count = (picker.count ?? 0) + 1}`;
    return make("div", {}, make("label", { for: id }, label),
      make("select", { id, change: (event) => change(event.target.value) },
        options.map(([key, text]) => make("option", { value: key, selected: key === value }, text))));
  }

  function number(label, value, change) {
    const id = `field-${picker.count = (picker.count ?? 0) + 1}`;
    const read = (text) => (text === "" || Number(text) < 0 ? null : Number(text));
    return make("div", {}, make("label", { for: id }, label),
      make("input", { id, type: "number", min: "0", step: "any", inputmode: "decimal", value: value ?? null, change: (event) => change(read(event.target.value)) }));
  }

  // How a medicine is taken: only what some rule looks at.
  function ways(table, input, actions) {
    const profiles = input.found.meaning.substances.map((each) => table.profiles[table.substances[each][2]]).filter(Boolean);
    if (!profiles.length) return null;
    const { taken } = input;
    const restate = (name) => (value) => actions.restate(input, name, value);
    const some = (edges) => profiles.some((each) => each[edges].length);
    const single = input.found.meaning.substances.length === 1;
    return make("details", {}, make("summary", {}, say("offline.how-taken")),
      make("div", { class: "pair" },
        picker(say("offline.use"), table.uses.map((each) => [each, say("offline-use." + each)]), taken.use ?? "unknown", restate("use")),
        picker(say("offline.route"), table.routes.map((each) => [each, say("offline-route." + each)]), taken.route ?? "unknown", restate("route")),
        picker(say("offline.taken"), ["current", "planned", "stopped"].map((each) => [each, say("offline-taken." + each)]), taken.status ?? "current", restate("status")),
        number(say("offline.days-since"), taken.stopped, restate("stopped")),
        some("doses") && single ? number(say("offline.dose"), taken.dose, restate("dose")) : null,
        some("spans") ? number(say("offline.days-taken"), taken.span, restate("span")) : null));
  }

  function status(table, input, actions) {
    return make("details", {}, make("summary", {}, say("offline.condition-status")),
      picker(say("offline.condition-status"), table.statuses.map((each) => [each, say("offline-status." + each)]), input.status, (value) => actions.restate(input, "status", value)));
  }

  return { section };
})();
