// The page: it asks, answers, and keeps nothing.
(() => {
  const { say, make } = elements;
  const field = (id) => document.getElementById(id);
  const table = answering.prepare(JSON.parse(field("table").textContent));
  const about = JSON.parse(field("about").textContent);
  const MOST = { medications: 200, conditions: 500 };
  const EMPTY = lists.read("");
  const kept = { medications: EMPTY, conditions: EMPTY };
  let answered = false;
  const ADULT = 18;
  const OLDEST = 130;

  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  // A clock that stands before the page was made cannot tell that it is old.
  if (today() > about.review || today() < about.made) field("stale").hidden = false;

  // The age in whole years, null if none is stated, and undefined if it cannot be read.
  function age() {
    const box = field("age");
    if (box.validity.badInput) return undefined;
    const years = box.value.trim() === "" ? null : Number(box.value);
    return years === null || (Number.isInteger(years) && years >= 0 && years <= OLDEST) ? years : undefined;
  }

  function person() {
    return {
      medications: kept.medications.lines.map(({ text, stated }) => ({ ...stated, text })),
      conditions: kept.conditions.lines.map(({ text, stated }) => ({ status: "active", ...stated, text })),
      age: age(),
      pregnant: { yes: true, no: false }[field("pregnant").value] ?? null,
    };
  }

  // With the last medicine goes all that was stated: the next list may be another person's.
  function keep(id, list) {
    kept[id] = list;
    if (!kept.medications.lines.length) kept.conditions = lists.read(kept.conditions.text);
  }

  function write(id, list) {
    keep(id, list);
    field(id).value = list.text;
  }

  // A box that was filled behind our back was filled anew.
  function reread() {
    const differing = Object.keys(kept).filter((id) => field(id).value !== kept[id].text);
    for (const id of differing) keep(id, lists.edited(kept[id], field(id).value));
    return differing.length > 0;
  }

  // An answer to another list is worse than none, on the screen and on paper.
  function outdate() {
    if (answered) field("answer").replaceChildren(make("p", { class: "loud", role: "status" }, say("offline.changed")));
  }

  function restart() {
    field("asking").reset();
    kept.medications = kept.conditions = EMPTY;
    answered = false;
    for (const id of ["found", "answer"]) field(id).replaceChildren();
    field("medications").focus();
  }

  const placeOf = ({ kind, line }) => [`${kind}s`, kind === "medication" ? line - 1 : line - 1 - kept.medications.lines.length];

  const actions = {
    put(input, texts) {
      if (reread()) return outdate();
      const [id, at] = placeOf(input);
      write(id, lists.replaced(kept[id], at, texts));
      answer();
    },
    restate(input, name, value) {
      if (reread()) return outdate();
      const [id, at] = placeOf(input);
      kept[id] = lists.stated(kept[id], at, name, value);
      const report = answering.check(table, person());
      show(report);
      return report.inputs[input.line - 1];
    },
  };

  function headline(report) {
    const { status, cautions, complete } = report;
    const title = status === "nothing-checked" ? say("status.nothing-checked") : cautions.length ? say("offline.cautions", { n: cautions.length }) : say("status.none-found");
    const nothing = status === "nothing-checked";
    return [
      make("h2", { class: `status ${status}`, tabindex: "-1", id: "status" }, title),
      nothing ? make("p", {}, say("status.nothing-checked-meaning")) : null,
      !nothing && !complete ? make("p", { class: "loud" }, say("status.incomplete")) : null,
      nothing ? null : make("p", {}, cautions.length ? say("status.ask-first") : say("status.none-found-meaning")),
    ];
  }

  // The answers below the lines; the lines stay, so that what is being stated keeps its place.
  function show(report) {
    const years = age();
    const young = years !== null && years < ADULT;
    field("told").replaceChildren(...make("div", {},
      headline(report),
      young ? make("p", { class: "loud" }, say("offline.adults")) : null,
      report.cautions.map((each, at) => cautionCards.card(table, report, each, at)),
      report.notes.length ? make("details", {}, make("summary", {}, say("offline.notes", { n: report.notes.length })), report.notes.map((each, at) => cautionCards.card(table, report, each, `note-${at}`))) : null).childNodes);
  }

  // They stand outside of what is told anew: a button that is replaced under a finger is not pressed.
  function tools() {
    return make("div", { class: "tools" },
      make("button", { type: "button", click: () => window.print() }, say("offline.print")),
      make("button", { type: "button", click: restart }, say("offline.new-person")));
  }

  function refuse(text) {
    field("answer").replaceChildren(make("p", { class: "error", role: "alert" }, text));
    field("answer").focus();
  }

  function answer() {
    reread();
    answered = true;
    const asked = person();
    field("age").setAttribute("aria-invalid", String(asked.age === undefined));
    if (asked.age === undefined) return refuse(say("offline.age-wrong", { n: OLDEST }));
    const crowd = Object.keys(MOST).find((kind) => asked[kind].length > MOST[kind]);
    if (crowd) return refuse(say("offline.too-many", { n: MOST[crowd] }));
    try {
      const report = answering.check(table, asked);
      field("answer").replaceChildren(inputs.section(table, report, asked, actions), make("div", { id: "told" }), tools());
      show(report);
    } catch (error) {
      refuse(say("offline.failed"));
      throw error;
    }
    field("answer").focus();
  }

  function suggest() {
    const text = field("finder").value;
    const indexes = [["medications", table.medicationNames.index], ["conditions", table.conditionNames.index]];
    const found = text.trim() ? indexes.flatMap(([id, index]) => nearness.near(text, index).map((name) => [id, name])) : [];
    field("found").replaceChildren(...found.map(([id, name]) => make("li", {}, make("button", {
      type: "button",
      click: () => {
        reread();
        write(id, lists.added(kept[id], name));
        outdate();
        field("finder").value = "";
        field("found").replaceChildren();
        field("finder").focus();
      },
    }, id === "conditions" ? say("offline.as-condition", { name }) : name))));
  }

  for (const id of Object.keys(kept)) {
    const box = field(id);
    let from = 0;
    box.addEventListener("beforeinput", () => { from = box.selectionStart; });
    box.addEventListener("input", () => {
      keep(id, lists.edited(kept[id], box.value, { from, caret: box.selectionEnd }));
      from = 0;
      outdate();
    });
  }
  for (const id of ["age", "pregnant"]) field(id).addEventListener("input", outdate);
  field("new-person").addEventListener("click", restart);
  field("finder").addEventListener("input", suggest);
  field("finder").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field("asking").addEventListener("submit", (event) => { event.preventDefault(); answer(); });
})();
