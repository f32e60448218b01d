// Two conveniences; the page does all it does without them. Nothing leaves this address.

// Names that begin like the word being typed, to tap. Fetched when a box is first used.
let names;

function lineAt(box) {
  const start = Math.max(...["\n", ","].map((mark) => box.value.lastIndexOf(mark, box.selectionStart - 1))) + 1;
  return { start, text: box.value.slice(start, box.selectionStart).trimStart() };
}

function found(known, text) {
  const wanted = text.toLowerCase();
  return wanted.length < 2 ? [] : known.filter((name) => name.toLowerCase().startsWith(wanted)).slice(0, 6);
}

function offer(box, list) {
  const { text } = lineAt(box);
  list.replaceChildren(...found(names?.[box.dataset.names] ?? [], text).filter((name) => name !== text).map((name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      const { start } = lineAt(box);
      const gap = box.value[start] === " " ? 1 : 0;
      box.setRangeText(name, start + gap, box.selectionStart, "end");
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
  box.addEventListener("focus", async () => {
    names ??= await fetch("names.json").then((answer) => answer.json());
  }, { once: true });
  box.addEventListener("input", () => offer(box, list));
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
