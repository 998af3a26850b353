// Opens a questionnaire in a frame of its own, where the product's script runs, and lets people answer it one after the
// other: taps and words, Next, up to Submit. The first walks through all pages. The last comes back from the review by
// 'Change', waits on each page for what the answers bring up, and goes back to the first page after Submit. Those between
// turn no page, which costs most: they change fields behind the review, and look at it again.
// Tells what each page showed, the pages by their links, and what was listed and posted at last.
async ([html, people]) => {
  document.querySelector("iframe")?.remove();
  const win = document.body.appendChild(document.createElement("iframe")).contentWindow, doc = win.document;
  doc.open();
  doc.write(html);
  doc.close();
  while (doc.body?.dataset.kept === undefined) await new Promise((done) => setTimeout(done, 2));
  let posted;
  win.fetch = (address, { body, signal }) => {
    posted = [...body].filter(([name, value]) => name !== "ticket" && value);
    return new Promise((_, failed) => { signal.onabort = failed; });
  };

  const all = (what, root = doc) => [...root.querySelectorAll(what)];
  const seen = (what, root) => all(what, root).filter((e) => e.checkVisibility());
  const code = (e) => e.id.slice("div_id_".length), to = (a) => a.hash.slice(1);
  const here = () => seen(".page");
  const shown = () => seen(".question, .statement", here()[0]).map(code);
  // A link turns the page and tells of it later; where it does not, a mistake was found.
  const turn = (go) => new Promise((done) => {
    const late = setTimeout(done, 3000, false);
    win.addEventListener("hashchange", () => done(!clearTimeout(late)), { once: true });
    go();
  });

  function press([name, value]) {
    const fields = [...doc.getElementsByName(name)], tick = fields.find((f) => f.value === value);
    if (/radio|checkbox/.test(fields[0].type)) return tick.click();
    fields[0].value = value;
    fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  const look = () => ({
    pages: here().map((page) => page.querySelector("h2").id),
    shown: shown(),
    skipped: all(".late").map(code),
    back: seen("a.btn-text.turn", here()[0]).map(to),
  });

  // What answers bring up comes after the tap's own mark.
  const marked = () => new Promise((done) => win.requestAnimationFrame(() => win.setTimeout(done, 30)));

  async function answer({ patient, presses }) {
    const walk = [];
    for (;;) {
      const page = look();
      walk.push(page);
      if (page.pages.join() === "send") return walk;
      presses[+page.pages[0].slice(1) - 1].forEach(press);
      if (patient) await marked();
      page.then = patient && shown();
      const next = seen("a.next", here()[0]);
      page.next = next.map(to);
      if (next.length !== 1 || walk.length > 9 || !(await turn(() => next[0].click()))) return [...walk, "stays"];
    }
  }

  // From the first page on by the links, without turning pages.
  function linked() {
    const found = ["p1"];
    while (found.at(-1) !== "send" && found.length < 9) {
      const links = all("a.next", doc.getElementById(found.at(-1)).closest(".page"));
      found.push(links.filter((a) => win.getComputedStyle(a).display !== "none").map(to).join());
    }
    return found;
  }

  const told = [];
  for (const person of people) {
    if (person.stays) {
      person.stays.forEach(press);
      win.onhashchange();
    } else if (person.change) {
      await turn(() => doc.querySelector(`#review a[href="#div_id_${person.change}"]`).click());
    }
    const walk = await answer(person), links = linked(), back = [];
    const review = seen("#review .pairs > div").map((row) => [code({ id: to(row.querySelector("a")) }), !row.querySelector("dd .optional")]);
    posted = "nothing";
    doc.querySelector(".send [type=submit]").click();
    for (let ways; person.patient && (ways = seen("a.btn-text.turn", here()[0])).length; ) {
      back.push(...ways.map(to));
      if (back.length > 9 || !(await turn(() => ways[0].click()))) break;
    }
    told.push({ walk, links, review, posted: posted.sort?.() ?? posted, back });
  }
  return told;
}
