// Two conveniences; the page does all it does without them. Nothing leaves this address.

// Names that begin like the word being typed, to tap. Fetched when a box is first used.
let names;

// What is being typed: from the last break before the caret, where a word ends at the caret.
function typedAt(box) {
  const end = box.selectionStart;
  const start = Math.max(...["\n", ","].map((mark) => box.value.lastIndexOf(mark, end - 1))) + 1;
  const within = box.selectionEnd !== end || /^[\p{L}\p{N}]/u.test(box.value.slice(end));
  const text = within ? "" : box.value.slice(start, end).trimStart();
  return { text, start: end - text.length, end };
}

function found(known, text) {
  const wanted = text.toLowerCase();
  return wanted.length < 2 ? [] : known.filter((name) => name.toLowerCase().startsWith(wanted)).slice(0, 6);
}

// An offer was made for one text in one place, and nothing else may be written over.
function offer(box, list) {
  const { text, start, end } = typedAt(box);
  const whole = box.value;
  list.replaceChildren(...found(names?.[box.dataset.names] ?? [], text).filter((name) => name !== text).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      if (box.value === whole) box.setRangeText(name, start, end, "end");
      list.replaceChildren();
      box.focus();
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }));
}

for (const box of document.querySelectorAll("textarea[data-names]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.setAttribute("aria-live", "polite");
  box.after(list);
  let caret;
  const withdraw = () => list.replaceChildren();
  const left = ({ relatedTarget }) => { if (relatedTarget !== box && !list.contains(relatedTarget)) withdraw(); };
  box.addEventListener("focus", async () => {
    names ??= await fetch("names.json").then((answer) => answer.json());
  }, { once: true });
  box.addEventListener("input", () => {
    caret = box.selectionEnd;
    offer(box, list);
  });
  document.addEventListener("selectionchange", () => {
    if (box.selectionStart !== caret || box.selectionEnd !== caret) withdraw();
  });
  // A tap on an offer does not leave the box: else the offer would be gone before it is taken.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  for (const each of [box, list]) each.addEventListener("focusout", left);
}

// The reasons of a caution open below it instead of on a page of their own.
async function explain(form, button) {
  const sent = new URLSearchParams(new FormData(form, button));
  const answer = await fetch("caution", { method: "POST", body: sent });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const reasons = page.getElementById(button.value);
  const told = button.nextElementSibling?.matches("p") ? button.nextElementSibling : null;
  if (told) reasons.firstElementChild.remove();
  (told ?? button).after(reasons);
  reasons.focus();
}

document.querySelector("form[action=caution]")?.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (button?.name !== "show" || button.dataset.failed) return;
  event.preventDefault();
  const opened = document.getElementById(button.value);
  button.setAttribute("aria-expanded", String(!opened));
  if (opened) return opened.remove();
  explain(form, button).catch(() => {
    button.dataset.failed = "yes";
    form.requestSubmit(button);
  });
});
