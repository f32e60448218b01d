// The page: it asks, answers, and keeps nothing.
(() => {
  const { say, make } = elements;
  const field = (id) => document.getElementById(id);
  const table = answering.prepare(JSON.parse(field("table").textContent));
  const about = JSON.parse(field("about").textContent);
  const MOST = { medications: 200, conditions: 500 };
  const stated = new Map(); // what was said of a line beyond its text, for as long as the page is open
  const ADULT = 18;

  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  // A clock that stands before the page was made cannot tell that it is old.
  if (today() > about.review || today() < about.made) field("stale").hidden = false;

  const linesOf = (id) => field(id).value.split(/\n|,\s|;/u).map((each) => each.trim()).filter(Boolean);
  const said = (kind, text) => stated.get(`${kind} ${text}`) ?? {};

  function person() {
    const age = field("age").value === "" ? null : Math.trunc(Number(field("age").value));
    return {
      medications: linesOf("medications").map((text) => ({ ...said("medication", text), text })),
      conditions: linesOf("conditions").map((text) => ({ status: "active", ...said("condition", text), text })),
      age: age !== null && age >= 0 && age <= 130 ? age : null,
      pregnant: { yes: true, no: false }[field("pregnant").value] ?? null,
    };
  }

  const actions = {
    replace(input, name) {
      const id = `${input.kind}s`;
      field(id).value = linesOf(id).map((each) => (each === input.text ? name : each)).join("\n");
      answer();
    },
    restate(input, name, value) {
      stated.set(`${input.kind} ${input.text}`, { ...said(input.kind, input.text), [name]: value });
      show(answering.check(table, person()));
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
    const young = field("age").value !== "" && Number(field("age").value) < ADULT;
    field("told").replaceChildren(...make("div", {},
      headline(report),
      young ? make("p", { class: "loud" }, say("offline.adults")) : null,
      report.cautions.map((each, at) => cautionCards.card(table, report, each, at)),
      report.notes.length ? make("details", {}, make("summary", {}, say("offline.notes", { n: report.notes.length })), report.notes.map((each, at) => cautionCards.card(table, report, each, `note-${at}`))) : null,
      make("div", { class: "tools" }, make("button", { type: "button", click: () => window.print() }, say("offline.print")))).childNodes);
  }

  function answer() {
    const asked = person();
    const crowd = Object.keys(MOST).find((kind) => asked[kind].length > MOST[kind]);
    if (crowd) {
      field("answer").replaceChildren(make("p", { class: "error" }, say("offline.too-many", { n: MOST[crowd] })));
      return;
    }
    try {
      const report = answering.check(table, asked);
      field("answer").replaceChildren(inputs.section(table, report, actions), make("div", { id: "told" }));
      show(report);
    } catch (error) {
      field("answer").replaceChildren(make("p", { class: "error" }, say("offline.failed")));
      throw error;
    }
    field("answer").focus();
  }

  function suggest() {
    const text = field("finder").value;
    const lists = [["medications", table.medicationNames.index], ["conditions", table.conditionNames.index]];
    const found = text.trim() ? lists.flatMap(([id, index]) => nearness.near(text, index).map((name) => [id, name])) : [];
    field("found").replaceChildren(...found.map(([id, name]) => make("li", {}, make("button", {
      type: "button",
      click: () => {
        field(id).value = [...linesOf(id), name].join("\n");
        field("finder").value = "";
        field("found").replaceChildren();
        field("finder").focus();
      },
    }, id === "conditions" ? say("offline.as-condition", { name }) : name))));
  }

  field("finder").addEventListener("input", suggest);
  field("finder").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  field("asking").addEventListener("submit", (event) => { event.preventDefault(); answer(); });
})();
