// From lines to what they name. A line is one name of the knowledge, alone or with an article before
// and an amount behind it; everything else is left to the person. No line is passed over, and none is guessed.
const reading = (() => {
  const LONGEST = 1000;
  const NUMBER = /^(?![0.]+$)[0-9]+(?:\.[0-9]+)?$/; // an amount of nothing is left
  const UNIT = /^(?:mg|mcg|g)$/;
  const AMOUNT = /^(?![0.]+[a-z])[0-9]+(?:\.[0-9]+)?(?:mg|mcg|g)$/;

  const MINUS_AFTER = /[-\u2010-\u2015\u2212]\s*(?:[,;|/.:]|$)/; // "HIV -" may tell that it is not there

  function prepare(names, keyOf) {
    const index = new Map();
    for (const [name, meaning, given] of names.names) {
      const found = given ?? keyOf(spelling.tokens(spelling.fold(name) ?? "").words);
      index.set(found, { name, meaning: names.meanings[meaning] });
    }
    const reasons = new Map();
    for (const [reason, words] of Object.entries(names.turned.reasons)) {
      for (const word of words) reasons.set(word, reason);
    }
    return { ...names, index, reasons };
  }

  // The words without the names that only look turned, such as "No-Doz".
  function withoutLiteral(words, literal) {
    let left = words;
    for (const name of literal) {
      for (let at = left.length - name.length; at >= 0; at -= 1) {
        if (name.every((word, step) => left[at + step] === word)) {
          left = [...left.slice(0, at), ...left.slice(at + name.length)];
        }
      }
    }
    return left;
  }

  // Why a line does not mean what its name alone would mean.
  function turned(words, names) {
    for (const [at, word] of words.entries()) {
      if (!names.reasons.has(word)) continue;
      const harmless = (names.turned.after[word] ?? []).includes(words[at - 1] ?? "");
      if (!harmless && !(names.turned.before[word] ?? []).includes(words[at + 1] ?? "")) return names.reasons.get(word);
    }
    return null;
  }

  // A line without its article, which is no letter of a name: "a NSAID" is not Ansaid.
  function bare({ words, hyphened }, index) {
    if (!["a", "an"].includes(words[0]) || words.length < 2 || hyphened.has(1)) return words;
    const own = index.get(spelling.key(words.slice(0, 2)))?.name.toLowerCase();
    return own && spelling.tokens(own).words[0] === words[0] ? words : words.slice(1);
  }

  function unread(text) {
    if (!text.trim()) return { outcome: "ignored", why: "empty" };
    if (text.length > LONGEST) return { outcome: "could-not-interpret", why: "too-long" };
    if (/[\p{Cc}\p{Cs}\p{Co}]/u.test(text.replace(/\s/g, " "))) return { outcome: "not-recognised", why: "hidden" };
    if (!/\p{L}/u.test(text)) return { outcome: "not-recognised", why: "no-letter" };
    return null;
  }

  const notRead = (why) => ({ outcome: "not-recognised", why });

  function named(entry) {
    const meaning = entry.meaning;
    if (meaning.outcome) return { outcome: meaning.outcome, candidates: meaning.candidates, together: meaning.together, reason: meaning.reason, name: entry.name };
    return { outcome: "recognised", name: entry.name, reason: meaning.reason ?? null, meaning };
  }

  // Are the names of ingredients joined as on the label of one product? With "and" they are several.
  function joined({ words, hyphened }) {
    if (words.some((word) => ["and", "with", "+", ","].includes(word))) return false;
    return hyphened.size > 0 || words.includes("/") || words.includes(";");
  }

  // The name in "Prozac 20 mg", "my sertraline 50mg daily", "an SSRI"; null if nothing is around it.
  function inside({ words, hyphened }, ahead) {
    const start = words.length > 1 && ahead.includes(words[0]) && !hyphened.has(1) ? 1 : 0;
    const end = beforeAmount(words, hyphened);
    if (end === null) return start ? { name: words.slice(start), measured: false } : null;
    return start < end ? { name: words.slice(start, end), measured: true } : null;
  }

  // Where an amount at the end begins; null if there is none that stands apart.
  function beforeAmount(words, hyphened) {
    let end = words.length;
    if (words[end - 1] === "daily") end -= 1;
    if (AMOUNT.test(words[end - 1] ?? "")) end -= 1;
    else if (UNIT.test(words[end - 1] ?? "") && NUMBER.test(words[end - 2] ?? "")) end -= 2;
    else return null;
    for (let at = end; at < words.length; at += 1) if (hyphened.has(at)) return null;
    return end > 0 && /^[a-z]/.test(words[end - 1]) ? end : null;
  }

  function medication(text, table) {
    const names = table.medicationNames;
    const early = unread(text);
    if (early) return early;
    const folded = spelling.fold(text);
    if (folded === null) return notRead("not-read");
    const tokens = spelling.tokens(folded);
    if (turned(tokens.words, names)) {
      const reason = turned(withoutLiteral(tokens.words, names.literal), names);
      if (reason) return { outcome: "not-recognised", reason };
    }
    const whole = names.index.get(spelling.key(bare(tokens, names.index)));
    if (whole) return whole.meaning.joined && !joined(tokens) ? notRead("not-read") : named(whole);
    const found = inside(tokens, names.ahead);
    const entry = found && names.index.get(spelling.key(found.name));
    if (!entry || entry.meaning.alone || (entry.meaning.joined && !joined({ ...tokens, words: found.name }))) return notRead("not-read");
    const substances = entry.meaning.substances ?? [];
    if (found.measured && substances.length === 1 && table.doseMatters(substances[0])) return notRead("dose");
    return named(entry);
  }

  function condition(text, table) {
    const names = table.conditionNames;
    const early = unread(text);
    if (early) return early;
    const folded = spelling.fold(text);
    if (folded === null || folded.includes("/") || MINUS_AFTER.test(text.normalize("NFKC"))) return notRead("not-read");
    const { words } = spelling.tokens(folded);
    const entry = find(words, names);
    if (!entry) return notRead("not-read");
    return entry.meaning.outcome ? named(entry) : { outcome: "recognised", name: entry.name, condition: entry.meaning.condition, status: entry.meaning.status };
  }

  function find(words, names) {
    const spelled = names.spelled[words.join(" ")];
    if (spelled !== undefined) return { name: words.join(" "), meaning: names.meanings[spelled] };
    if (words.some((word) => names.beyond.has(word) || /[0-9]/.test(word))) return null;
    const key = spelling.conditionKey(words, names.openings);
    return names.index.get(key) ?? names.index.get(`${key}s`) ?? names.index.get(key.replace(/s$/, ""));
  }

  return { prepare, medication, condition };
})();
