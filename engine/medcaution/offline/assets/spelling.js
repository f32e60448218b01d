// How a line is compared: the same folding as the engine's (recognition/spelling.py), for the lines
// that a page reads. A line for which the two could differ gives null and is not read.
const spelling = (() => {
  const DROPPED = /[®™©℠℞№°'`´ʼ‘’′\u00ad]/g;
  const SEPARATORS = new Set(["/", "+", ";", ","]);
  const GREEK = { "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega" };
  const LETTERS = { ...GREEK, "⁄": "/", "μ": "u", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss" };

  // Beyond these, browsers differ in the version of Unicode that they know.
  const KNOWN = /^[\u0000-\u024f\u02bc\u0300-\u036f\u0370-\u03ff\u1e00-\u1eff\u2000-\u206f\u2100-\u214f\u2212\u2215\ufb00-\ufb06\uff01-\uff5e]*$/;

  // Marks that put a line in doubt or turn it (recognition/marks.py): a page leaves them all.
  const DOUBTFUL = /[<>~¿±]|\+\/-|(?![+=|×÷−⁄∕])\p{Sm}/u;

  function fold(line) {
    if (!KNOWN.test(line) || DOUBTFUL.test(line.normalize("NFKC"))) return null;
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f()[\]{}?]/.test(line)) return null;
    let text = line.replace(DROPPED, "").replace(/[‐‑‒–—−]/g, "-").replace(/[⁄∕]/g, "/").replace(/×/g, "x");
    text = text.normalize("NFKD");
    if (text.includes("\u0345")) return null; // the one mark that becomes a letter
    text = text.toLowerCase().normalize("NFKD").replace(/[\p{Mn}\p{Cf}]/gu, "");
    text = text.replace(/[^\0-\x7f]/g, (letter) => LETTERS[letter] ?? letter);
    if (/[^\0-\x7f]/.test(text) || /[()[\]{}?]/.test(text)) return null;
    text = text.replace(/&/g, " and ").replace(/^\s*[0-9]{1,2}[.)]\s+(?=\S)/, "");
    text = text.replace(/\b(?:[a-z]\.){2,}/g, (found) => found.replace(/\./g, "") + " ");
    text = text.replace(/\bno\.\s?(?=[1-9]\b(?!-))/g, "#");
    text = text.replace(/\s-\s/g, (dash, at, whole) =>
      /[0-9]/.test(whole[at - 1] ?? "") && /[0-9]/.test(whole[at + 3] ?? "") ? dash : " , ");
    text = text.replace(/;/g, ", ");
    text = text.replace(/\b(?:m\/r|e\/c|s\/c|s\/l|p\/o|i\/v|i\/m|n\/v)\b/g, (found) => found.replace("/", ""));
    text = text.replace(/w\/o/g, "without").replace(/d\/c/g, "dc").replace(/\bw\/(?!o\b)/g, "with ");
    return text.replace(/\s\/\s(?!(?:ml|hr|h|hour|day|d|dose|actuat|kg)\b)/g, " ; ");
  }

  const TOKEN = /[a-z]{4,}(?=[0-9]+(?:[.,][0-9]+)?(?:mg|mcg|ml)\b)|[0-9]+(?:[.,][0-9]+)*[a-z0-9]*|[a-z0-9]+|[%/+;#-]|,(?=\s|$)|,(?=[a-z]{2})/g;

  // The words and separators of a folded line, and where a hyphen stood before them.
  function tokens(folded) {
    const words = [];
    const hyphened = new Set();
    for (const found of folded.matchAll(TOKEN)) {
      const word = found[0];
      if (word === "-") {
        hyphened.add(words.length);
      } else if (word !== "," || /^(?:\s|$)/.test(folded.slice(found.index + 1)) || /[a-z]{2}$/.test(folded.slice(0, found.index))) {
        words.push(word);
      }
    }
    return { words, hyphened };
  }

  // The one spelling under which a name is looked up.
  function key(words) {
    const joined = words.join("");
    if (/^[a-z0-9]+$/.test(joined)) return joined;
    let parts = "";
    let apart = false;
    for (const word of words) {
      if (SEPARATORS.has(word)) {
        apart = parts !== "";
      } else if (word !== "#" && word !== "%") {
        parts += (apart ? "/" : "") + word.replace(/,/g, "");
        apart = false;
      }
    }
    return parts;
  }

  function conditionKey(words, openings) {
    let at = 0;
    while (at < words.length - 1 && openings.has(words[at])) at += 1;
    return key(words.slice(at)).replaceAll("ae", "e").replaceAll("oe", "e").replaceAll("our", "or");
  }

  return { fold, tokens, key, conditionKey };
})();
