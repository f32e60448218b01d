// Elements of the page. Every text goes in as text, cleaned of what cannot be seen.
const elements = (() => {
  const words = JSON.parse(document.getElementById("words").textContent);

  // The text of a key of the catalogue, with its {places} filled.
  const say = (key, values = {}) => (words[key] ?? key).replace(/\{([a-z]+)\}/g, (place, name) => String(values[name] ?? place));

  const clean = (text) => String(text).replace(/\s/gu, " ").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, "");

  // What the language of the page lacks stands in English, with a mark.
  const ENGLISH = "[English] ";

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child == null || child === false) continue;
      element.append(child instanceof Node ? child : clean(child));
      if (typeof child === "string" && child.startsWith(ENGLISH)) element.setAttribute("lang", "en");
    }
    return element;
  }

  const icon = (severity) => document.getElementById(`icon-${severity}`).content.cloneNode(true);
  const list = (texts, attributes = {}) => make("ul", attributes, texts.map((each) => make("li", {}, each)));
  const listed = (label, texts) => (texts.length ? [make("h4", {}, label), list(texts)] : []);

  return { say, clean, make, icon, list, listed };
})();
