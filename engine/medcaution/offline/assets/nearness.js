// Names near what was typed. They are offered and never taken.
const nearness = (() => {
  const MOST = 6;

  // Edits between two words, a swap of neighbours being one; stops counting beyond a limit.
  function edits(one, other, limit) {
    if (Math.abs(one.length - other.length) > limit) return limit + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      for (let at = 1; at <= other.length; at += 1) {
        const same = one[row - 1] === other[at - 1];
        now[at] = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + (same ? 0 : 1));
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) now[at] = Math.min(now[at], before[at - 2] + 1);
      }
      [before, last] = [last, now];
    }
    return last[other.length];
  }

  // Names that begin alike, then those that differ by a letter or two; one for each meaning.
  function near(text, index) {
    const folded = spelling.fold(text);
    const wanted = folded === null ? "" : spelling.key(spelling.tokens(folded).words);
    if (wanted.length < 2) return [];
    const limit = wanted.length < 5 ? 1 : wanted.length < 9 ? 2 : 3;
    const scored = [];
    for (const [key, entry] of index) {
      if (entry.meaning.outcome) continue;
      const begins = key.startsWith(wanted);
      const distance = begins ? 0 : key[0] === wanted[0] ? edits(wanted, key, limit) : limit + 1;
      if (begins || distance <= limit) scored.push([distance, key.length, entry]);
    }
    scored.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const nearest = new Map();
    for (const [, , { meaning, name }] of scored) if (!nearest.has(meaning)) nearest.set(meaning, name);
    return [...nearest.values()].slice(0, MOST);
  }

  return { near, edits };
})();
