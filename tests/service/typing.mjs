// What a person does in the boxes of the page, without a browser: a small document runs its script.
//
//     node typing.mjs SCRIPT NAMES < acts.json
//
// The acts are [what, ...]; the answer is what the box holds after them, and what is offered.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [script, names, acts] = [process.argv[2], process.argv[3], 0].map((file) => readFileSync(file, "utf8"));

class Node {
  constructor() { Object.assign(this, { children: [], listeners: {}, dataset: {}, value: "", selectionStart: 0, selectionEnd: 0 }); }
  setAttribute() {}
  addEventListener(name, act) { (this.listeners[name] ??= []).push(act); }
  fire(name, event = {}) { return Promise.all((this.listeners[name] ?? []).map((act) => act({ preventDefault() { event.kept = true; }, ...event }))).then(() => event); }
  append(...more) { this.children.push(...more); }
  replaceChildren(...more) { this.children = more; }
  contains(other) { return this === other || this.children.some((each) => each.contains(other)); }
  after(list) { this.list = list; }
  focus() {}
  setRangeText(text, from, to) {
    this.value = this.value.slice(0, from) + text + this.value.slice(to);
    this.selectionStart = this.selectionEnd = from + text.length;
  }
}

const box = new Node();
box.dataset.names = "medications";
const document = new Node();
document.createElement = () => new Node();
document.querySelectorAll = () => [box];
document.querySelector = () => null;
const fetch = async () => ({ json: async () => JSON.parse(names) });
const offers = () => box.list.children.map((item) => item.children[0]);

const ACTS = {
  async type(text) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd);
    await box.fire("input");
    await document.fire("selectionchange");
  },
  async caret(from, to = from) {
    [box.selectionStart, box.selectionEnd] = [from, to];
    await document.fire("selectionchange");
  },
  fill(text) { box.value = text; },
  leave: () => box.fire("focusout", { relatedTarget: new Node() }),
  tab: () => box.fire("focusout", { relatedTarget: offers()[0] }),
  // A press takes the focus from the box unless it is kept; only then comes the click.
  async tap(name) {
    const offer = offers().find((each) => each.textContent === name);
    const { kept } = await box.list.fire("mousedown");
    if (!kept) await box.fire("focusout", { relatedTarget: null });
    if (offers().includes(offer)) await offer.fire("click");
  },
};

vm.runInNewContext(script, { document, fetch });
await box.fire("focus");
for (const [what, ...rest] of JSON.parse(acts)) await ACTS[what](...rest);
process.stdout.write(JSON.stringify({ value: box.value, offered: offers().map((each) => each.textContent) }));
