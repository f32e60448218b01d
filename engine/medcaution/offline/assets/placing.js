// A name that was chosen, put in the place of the words it was offered for. What else stands on the
// line stays, on a line of its own where the page cannot read it beside the name. Nothing is dropped.
const placing = (() => {
  const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
  const EDGE = /^(?:[^\p{L}\p{N}\p{M}]|(?:and|with|plus)\b)+|(?:[^\p{L}\p{N}\p{M}]|\b(?:and|with|plus))+$/giu;
  const TORN = 5; // words more than a name has, into which somebody may have torn it
  const READ = ["recognised", "ambiguous"];

  const keyOf = (text) => {
    const folded = spelling.fold(text);
    return folded === null ? null : spelling.key(spelling.tokens(folded).words);
  };

  // Where the words stand that come nearest to a name; null if none come near.
  function place(text, name, swallows) {
    const wanted = keyOf(name);
    const longest = [...name.matchAll(WORD)].length + TORN;
    const words = [...text.matchAll(WORD)].map((found) => ({ text: found[0], start: found.index, end: found.index + found[0].length }));
    const limit = Math.max(1, Math.floor(wanted.length / 3));
    let best = null;
    words.forEach((first, at) => words.slice(at, at + longest).forEach((last, more) => {
      const run = words.slice(at, at + more + 1);
      const found = keyOf(text.slice(first.start, last.end));
      if (found === null || !swallows(run)) return;
      const begins = run.length === words.length && wanted.startsWith(found);
      const distance = begins ? 0 : nearness.edits(found, wanted, limit);
      const nearer = !best || distance < best.distance || (distance === best.distance && run.length < best.length);
      if (distance <= limit && nearer) best = { distance, length: run.length, start: first.start, end: last.end };
    }));
    return best;
  }

  // The lines that stand instead of one for which some names were chosen, all of them or one; null if
  // nobody can tell which words they stand for.
  function put(table, { kind, text, found }, names) {
    const read = (line) => reading[kind](line, table);
    const asked = found.outcome === "ambiguous";
    // A word that is a name of its own is no misspelt piece of another.
    const own = names[0].toLowerCase().split(/[^\p{L}\p{N}]+/u);
    const swallows = (run) => asked || run.every((word) => own.includes(word.text.toLowerCase()) || !READ.includes(read(word.text).outcome));
    const where = place(text, asked ? found.name : names[0], swallows);
    if (!where) return null;
    const rest = (piece) => [piece.replace(EDGE, "")].filter((each) => /[\p{L}\p{N}]/u.test(each));
    const [before, after] = [text.slice(0, where.start), text.slice(where.end)];
    if (names.length > 1) return [...rest(before), ...names, ...rest(after)];
    const fits = (line) => {
      const said = read(line);
      return READ.includes(said.outcome) || said.why === "dose";
    };
    const [name] = names;
    if (fits(`${before}${name}${after}`)) return [`${before}${name}${after}`.trim()];
    if (fits(`${name}${after}`)) return [...rest(before), `${name}${after}`.trim()];
    if (fits(`${before}${name}`)) return [`${before}${name}`.trim(), ...rest(after)];
    return [...rest(before), name, ...rest(after)];
  }

  return { put };
})();
