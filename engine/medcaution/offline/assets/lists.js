// A list as it stands in its box: its lines, and what was stated of each beyond its text. That belongs
// to one line and ends with it: only a line that an edit left alone keeps what was stated.
const lists = (() => {
  const CUT = /\n|,\s|;/gu;

  function cut(text) {
    const lines = [];
    let start = 0;
    for (const end of [...text.matchAll(CUT), null]) {
      const whole = text.slice(start, end?.index);
      const line = whole.trim();
      const at = start + whole.length - whole.trimStart().length;
      if (line) lines.push({ text: line, start: at, end: at + line.length, stated: {} });
      if (end) start = end.index + end[0].length;
    }
    return lines;
  }

  const read = (text) => ({ text, lines: cut(text) });

  // The list after an edit that began at `from` and left the caret behind what it wrote. Where nobody
  // knows what an edit touched, it touched everything.
  function edited({ text: before, lines }, text, { from = 0, caret = text.length } = {}) {
    const tail = before.endsWith(text.slice(caret)) ? text.length - caret : 0;
    const most = Math.min(from, caret, before.length - tail);
    let head = 0;
    while (head < most && before[head] === text[head]) head += 1;
    const moved = text.length - before.length;
    const kept = new Map();
    for (const { start, end, stated } of lines) {
      if (end <= head) kept.set(`${start} ${end}`, stated);
      else if (start >= before.length - tail) kept.set(`${start + moved} ${end + moved}`, stated);
    }
    const after = read(text);
    for (const line of after.lines) line.stated = kept.get(`${line.start} ${line.end}`) ?? {};
    return after;
  }

  // A list of lines that keep what was stated of them.
  function written(lines) {
    const after = read(lines.map((line) => line.text).join("\n"));
    if (after.lines.length === lines.length) after.lines.forEach((line, at) => { line.stated = lines[at].stated; });
    return after;
  }

  const fresh = (text) => ({ text, stated: {} });

  // The list with other lines in the place of one.
  const replaced = (list, at, texts) => written(list.lines.flatMap((line, place) => (place === at ? texts.map(fresh) : [line])));

  const added = (list, text) => written([...list.lines, fresh(text)]);

  // The list with something more stated of one line.
  function stated(list, at, name, value) {
    return { ...list, lines: list.lines.map((line, place) => (place === at ? { ...line, stated: { ...line.stated, [name]: value } } : line)) };
  }

  return { read, edited, replaced, added, stated };
})();
