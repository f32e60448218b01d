// What a person does on an exported page, without a browser: a small document runs all of its scripts.
//
//     node screen.mjs PAGE < acts.ndjson > seen.ndjson
//
// A line is the acts of one visit, each [what, ...]; the answer is what stands on the page after them.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import vm from "node:vm";

const page = readFileSync(process.argv[2], "utf8");

class Node {
  constructor(tag) {
    Object.assign(this, { tag, children: [], attributes: {}, listeners: {}, value: "", hidden: false, validity: { badInput: false } });
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "value") this.value = String(value);
    if (name === "id") document_.known.set(value, this);
  }
  addEventListener(name, act) { (this.listeners[name] ??= []).push(act); }
  fire(name) { for (const act of this.listeners[name] ?? []) act({ target: this, preventDefault() {}, key: "" }); }
  append(...more) { this.children.push(...more); }
  replaceChildren(...more) { this.children = more; }
  focus() {}
  reset() { for (const id of ["medications", "conditions", "finder", "age", "pregnant"]) document_.getElementById(id).value = ""; }
  get childNodes() { return this.children; }
  get textContent() { return this.children.map((each) => (each instanceof Node ? each.textContent : each)).join(""); }
  get all() { return this.children.flatMap((each) => (each instanceof Node ? [each, ...each.all] : [])); }
  // What is seen without opening a fold.
  get seen() {
    return this.children.map((each) => (!(each instanceof Node) ? each : each.tag === "details" ? "" : each.seen)).join(" ");
  }
}

let document_;
function visit() {
  const known = new Map();
  document_ = {
    known,
    createElement: (tag) => new Node(tag),
    getElementById(id) {
      if (!known.has(id)) {
        const node = new Node(id.startsWith("icon-") ? "template" : id);
        node.content = { cloneNode: () => new Node("svg") };
        const data = page.match(new RegExp(`<script[^>]* id="${id}">([^]*?)</script>`));
        if (data) node.append(data[1]);
        known.set(id, node);
      }
      return known.get(id);
    },
  };
  const realm = vm.createContext({ document: document_, Node, console, window: {} });
  for (const id of ["answers", "view"]) vm.runInContext(document_.getElementById(id).textContent, realm);
  return document_.getElementById;
}

const ACTS = {
  // Typing over what is selected from one place to another, as a browser tells of it.
  type(field, id, text, from = field(id).value.length, to = from) {
    const box = field(id);
    box.selectionStart = from;
    box.fire("beforeinput");
    box.value = box.value.slice(0, from) + text + box.value.slice(to);
    box.selectionEnd = from + text.length;
    box.fire("input");
  },
  set(field, id, value) { field(id).value = value; },
  check(field) { field("asking").fire("submit"); },
  again(field) { field("new-person").fire("click"); },
  // The line at a place, one of its fields by number, and what is chosen.
  state(field, line, number, value) {
    const item = field("answer").all.filter((each) => each.tag === "li")[line];
    const box = item.all.filter((each) => ["select", "input"].includes(each.tag))[number];
    box.value = value;
    box.fire("input");
    if (box.tag === "select") box.fire("change"); // a number changes only when its field is left
  },
  // A finger goes down on a button; when it goes up, the button is pressed if it is still there.
  hold(field, words) { held = button(field, words); },
  release(field) { if (field("answer").all.includes(held)) held.fire("click"); },
  tap(field, words) { button(field, words).fire("click"); },
};

let held;
function button(field, words) {
  const found = [...field("answer").all, ...field("found").all].find((each) => each.tag === "button" && each.textContent === words);
  if (!found) throw new Error(`no button says ${words}`);
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  const field = visit();
  for (const [what, ...rest] of JSON.parse(line)) ACTS[what](field, ...rest);
  const answer = field("answer");
  const of = (tag) => answer.all.filter((each) => each.tag === tag);
  process.stdout.write(`${JSON.stringify({
    medications: field("medications").value,
    conditions: field("conditions").value,
    age: field("age").value,
    offered: field("found").all.filter((each) => each.tag === "button").map((each) => each.textContent),
    seen: answer.seen.replace(/\s+/g, " ").trim(),
    chips: of("li").filter((each) => each.all.some((other) => (other.attributes.class ?? "").startsWith("chip "))).map((each) => each.seen.replace(/\s+/g, " ").trim()),
    cautions: of("article").map((each) => each.attributes.class.replace("caution ", "")),
    buttons: of("button").map((each) => each.textContent),
    values: of("option").filter((each) => "selected" in each.attributes).map((each) => each.attributes.value),
  })}\n`);
}
