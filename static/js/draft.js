// docs/decisions/0010
const $ = (s, root = document) => root.querySelector(s), $$ = (s, root = document) => [...root.querySelectorAll(s)];
const say = document.body.dataset, key = "answers:" + say.draft, form = $("#answers");
const today = () => +say.day + (performance.now() / 864e5 | 0);

const attempt = (what) => { try { return what(); } catch {} };
const raw = (name = key) => attempt(() => localStorage.getItem(name));
const parsed = (text) => attempt(() => { const d = JSON.parse(text); return today() - d.day <= 7 && d; });
const put = (d, name = key) => attempt(() => { const text = JSON.stringify({ day: today(), ...d }); localStorage.setItem(name, text); return raw(name) === text; });
const drop = (name = key) => attempt(() => localStorage.removeItem(name));
attempt(() => { for (const name in localStorage) if (/^answers:/.test(name)) parsed(raw(name)) || drop(name); });

const draft = parsed(raw()) || {};
if (say.sent && (draft.sent || /^#d/.test(location.hash))) drop(); // thanks
say.tried = draft.tried || "";
for (const notice of $$("[data-if-draft]")) { // first page, closed survey
  const text = $("pre", notice);
  if (draft.answers) $("#sent")?.remove();
  notice.hidden = !draft.answers;
  if (text) text.textContent = draft.text; else onpageshow = (e) => e.persisted && location.reload();
  for (const a of $$("[href*=order]")) a.search += draft.order || "";
  if (draft.sending) $("a", notice)?.click();
  $("[data-do]", notice).onclick = () => { drop(); notice.textContent = notice.dataset.ifDraft; notice.focus(); };
}
if (form) draft.sent ? location.replace(say.thanks) : questionnaire();

function questionnaire() {
  const main = $("main"), mended = $("#mend"), ticket = $("[name=ticket]");
  const pages = $$(".page:not(#wait)"), send = pages.at(-1), button = $("[type=submit]", send);
  let off = draft.off, seen, soon, done, changing;
  const announce = (text, how = "visually-hidden") => { const p = $("#say"); p.className = how; p.textContent = text; };

  const all = (q) => $$("[name]", q), outside = (f) => !f.closest(".other"), fields = (q) => q.fields ||= all(q).filter(outside);
  const ticks = (f) => /radio|check/.test(f.type), given = (q) => fields(q).filter((f) => ticks(f) ? f.checked : f.value.trim() || f.validity.badInput);
  const skip = (q) => getComputedStyle(q).getPropertyValue("--skip"), skipped = (q) => q.classList.toggle("late", +skip(q)), asked = (root = main) => $$("[data-q]", root).filter((q) => !skipped(q));
  const own = (f) => { const next = f.parentNode.nextElementSibling; return next?.matches(".other") ? all(next) : []; };
  const label = (f) => f.labels[0].textContent.trim();
  const alone = (q) => given(q).filter((f) => f.matches("[data-alone]"));
  const words = (q) => (alone(q)[0] ? alone(q) : given(q)).sort((a, b) => q.dataset.distinct && a.value - b.value).map((f) => {
    const unit = $(".input-group-text", q);
    if (ticks(f)) return [label(f), ...own(f).flatMap((o) => o.value.trim() || [])].join(say.colon);
    return (q.dataset.distinct ? label(f) + say.colon : "") + (f.selectedOptions?.[0].label ?? f.value.replace(/^[-\u2212]/, "\u200e$&")) + (unit ? " " + unit.textContent : "");
  }).join(say.comma);
  const left = (f) => { const p = $(".count", f.parentNode), n = f.dataset.max - [...f.value.trim()].length; if (p) { p.classList.toggle("over", n < 0); p.textContent = p.dataset.left.replace("{0}", "\u200e" + n); if (n < 10) p.ariaLive = "polite"; } };
  const filled = () => [...new FormData(form)].filter(([name, value]) => name !== "ticket" && value);
  function write(answers) {
    for (const f of all(main)) {
      if (f === ticket) continue;
      const values = answers.flatMap(([name, value]) => name === f.name ? "" + value : []);
      if (ticks(f)) f.checked = (/k/.test(f.type) ? values : values.slice(0, 1)).includes(f.value); else f.value = values[0] ?? "";
      left(f);
    }
  }

  function keep(page) {
    soon = clearTimeout(soon);
    if (done) return;
    tidy();
    const lines = progress(page).map((q) => q.dataset.q + "\n" + words(q)).join("\n\n"); // for a closed survey
    const d = off ? { off } : { version: say.version, order: say.order, ticket: ticket.value, answers: filled(), text: lines, at: "#" + $(".page-title", page || here()).id, sending: trying || timer, tried: say.tried };
    say.kept = !put(d) ? (put({}), "no") : off ? "off" : "yes";
    seen = raw();
  }
  function progress(page) {
    const qs = pages.flatMap((p) => p.asked = page && p !== page ? p.asked : asked(p)), on = qs.filter((q) => given(q)[0]);
    for (const p of $$("progress")) p.nextSibling.textContent = say.answered.replace("{0}", p.value = on.length).replace("{1}", p.max = qs.length);
    return on;
  }
  function restore(d) {
    try {
      write(d.answers);
      if (d.version !== say.version) { announce(say.otherVersion, "notice"); draft.at = draft.sending = 0; } else { ticket.value = d.ticket; say.tried = d.tried || ""; }
      say.kept = "yes";
    } catch { forget(); }
    progress();
  }
  function forget() {
    soon = clearTimeout(soon); drop(); stop(); write([]); tidy(true);
    for (const box of $$(".summary")) box.remove();
    say.kept = ""; seen = raw();
    if (off) keep();
    progress();
  }
  function remove() {
    forget();
    if (say.tried) return location.replace(say.fresh);
    location.hash = "p1"; announce(say.gone, "notice");
  }

  function misfit({ value, validity, rows, dataset: d }) {
    if (validity.patternMismatch || validity.badInput) return d.nan;
    const [y, m] = value.split(/[-./]/).sort((a, b) => b - a), n = rows ? [...value.trim()].length : d.month ? y * 12 - -m : +value.replace("\u2212", "-").replace(/[,٫]/, ".").replace(/[٠-۹]/g, (c) => c.charCodeAt() % 16);
    return n % 1 && d.whole || n < d.min && d.low || n > d.max && d.high;
  }
  function wrong(q) {
    const on = given(q), d = q.dataset, no = alone(q)[0];
    if (!on.length) return d.required;
    if (on[1] && no) return d.clash;
    if (d.distinct && new Set(on.map((f) => f.value)).size < on.length) return d.distinct;
    if (on.length < d.least && !no) return d.tooFew;
    if (on.length > d.most) return d.tooMany;
    return on.flatMap((f) => [f, ...own(f)]).map(misfit).find(Boolean);
  }
  function mark(q, message, stay) {
    const id = q.id.slice(4) + "_error";
    if (!stay) $$(".invalid-feedback", q).find(outside)?.remove();
    q.classList.toggle("wrong", !!message);
    if (message) {
      const p = $("#t-wrong").content.cloneNode(true).firstChild;
      p.id = id; p.append(message);
      ($$(".form-text", q).filter(outside).at(-1) || $("legend, .form-label", q)).after(p);
    }
    for (const f of fields(q)) {
      f.ariaInvalid = !!message;
      f.setAttribute("aria-describedby", (f.getAttribute("aria-describedby") || "").replace(id, "") + (message ? " " + id : ""));
    }
    return message;
  }
  function tidy(all) {
    for (const q of $$(".wrong[data-q]")) if (all || +skip(q) || q.touched && !wrong(q)) mark(q, "", !all);
    for (const a of $$(".summary li a")) { a.classList.toggle("done", !$(a.hash).closest(".wrong")); mended || title(here()); }
  }
  function check(page) {
    for (const box of $$(".summary")) box.remove();
    if (!skip(form)) return true; // no rules
    const bad = asked(page).filter((q) => mended && !q.touched && q.matches(".wrong") || mark(q, wrong(q)));
    if (!bad.length) return true;
    const box = $("#t-summary").content.cloneNode(true).firstChild;
    for (const q of bad) {
      const li = $("#t-link").content.cloneNode(true), a = $("a", li);
      a.href = "#" + q.id; a.textContent = q.dataset.q; a.onclick = () => setTimeout(arrive); $("ul", box).append(li);
    }
    $(".page-title", page).before(box); scrollTo(0, 0); box.focus(); title(page);
  }

  const visible = (e) => e.offsetParent, here = () => pages.find(visible) || send;
  const title = (page) => { document.title = ($(".wrong", page) ? say.error + " " : "") + $(".page-title", page).innerText + " – " + $(".survey-title").textContent; };
  function arrive(turned) {
    const target = $(":target") || turned && $(".page-title", here()), id = location.hash.slice(1), page = target?.closest(".page") || here(), top = target?.matches(".page-title"), field = target && (given(target)[0] || fields(target)[0]);
    if (id !== "waiting") { stop(); $("#wait").hidden = true; wait = 4000; if (soon || say.kept) keep(); }
    else if (!timer && !trying) return location.replace("#send");
    if (turned && filled()[0]) announce("");
    document.body.classList.toggle("mended", !!(top || field));
    if (id === "send") review();
    for (const a of $$("[data-language]")) a.hash = id;
    if (!mended || top || field) title(page);
    (top && $(".summary", page) || field || target)?.focus();
  }
  function review() {
    $("#review").replaceChildren(...pages.slice(0, -1).flatMap((page) => {
      const [h, list] = $("#t-list").content.cloneNode(true).children;
      h.textContent = $(".page-title", page).textContent;
      for (const q of asked(page)) {
        const row = $("#t-row").content.cloneNode(true);
        $("dt", row).textContent = $("a span", row).textContent = q.dataset.q; $("a", row).href = "#" + q.id;
        if (words(q)) $("dd", row).textContent = words(q);
        list.append(row);
      }
      return list.firstChild ? [h, list] : [];
    }));
  }

  let wait = 4000, timer, trying;
  const stop = () => { timer = clearTimeout(timer); if (trying) trying = trying.abort(); };
  const leave = () => { done = true; write([]); location.replace(say.thanks); };
  async function handIn() {
    if (trying) return;
    stop();
    const mine = trying = new AbortController(), name = button.textContent, before = say.tried, data = new URLSearchParams(new FormData(form));
    for (const q of $$("[data-q]").filter(skipped)) all(q).map((f) => data.delete(f.name));
    setTimeout(() => mine.abort(), 20000);
    say.tried = true; button.textContent = $("#next-try").textContent = say.sending; if (!$("#next-try").offsetParent) announce(say.sending);
    keep();
    const reply = await fetch(say.send, { method: "POST", body: data, signal: mine.signal }).catch(() => {}), word = reply?.headers.get("X-Handed-In");
    button.textContent = name; announce("");
    if (word === "yes" || before && word === "again") { put({ sent: 1 }) || drop(); return leave(); }
    if (mine !== trying) return;
    if (word === "again") ticket.value += "!"; // spent
    if (word && reply.status < 500) { say.tried = before; trying = 0; keep(); return HTMLFormElement.prototype.submit.call(form); } // the server's page
    stop();
    $("#next-try").textContent = say.nextTry.replace("{0}", wait / 1000);
    timer = setTimeout(handIn, wait); wait = Math.min(wait * 2, 60000);
    $("#wait").hidden = false; location.hash = "waiting";
  }

  onmousedown = (e) => !(e.sourceCapabilities?.firesTouchEvents && e.target.matches("label"));
  main.oninput = ({ target }) => {
    const q = target.closest("[data-q]");
    if (ticks(target) ? target.checked : target.value) for (const f of fields(q)) if (f !== target && [f, target].some((x) => x.matches("[data-alone]"))) f.checked = false;
    left(target); q.touched = true;
    requestAnimationFrame(() => setTimeout(asked, 30, here()));
    soon ||= setTimeout(() => keep(here()), 300);
  };
  onclick = (e) => {
    const next = e.target.closest("a.next"), page = next?.closest(".page"), what = e.target.closest("[data-do]")?.dataset.do;
    if (e.target.closest("#review a")) changing = asked();
    if (next && !check(page)) e.preventDefault();
    else if (next && changing) {
      changing.push(...asked(page));
      if (asked().every((q) => changing.includes(q) && !wrong(q))) { e.preventDefault(); changing = false; location.hash = "send"; }
    }
    if (/^o/.test(what)) { off = what === "off"; keep(); $$("button", e.target.parentNode).find(visible).focus(); }
    if (what === "try") handIn();
    if (what === "delete") remove();
  };
  main.onkeydown = (e) => {
    if (e.key !== "Enter" || e.isComposing || !e.target.matches("input")) return;
    e.preventDefault(); $$("a.next").find(visible)?.click();
  };
  main.onsubmit = (e) => {
    e.preventDefault();
    if (e.submitter !== button) return;
    const page = attempt(() => pages.find((p) => !check(p)));
    if (!page) return handIn().catch(() => HTMLFormElement.prototype.submit.call(form));
    location.hash = $(".page-title", page).id; arrive();
  };
  onhashchange = arrive;
  ononline = () => timer && handIn();
  onpagehide = document.onvisibilitychange = () => { if (soon) keep(); };
  onpageshow = (e) => { if (!e.persisted) setTimeout(arrive); else if (done || raw() !== seen) location.reload(); };
  onstorage = (e) => {
    if (e.key !== key || done) return;
    const d = parsed(e.newValue);
    seen = e.newValue;
    if (d?.sent) return leave();
    if (d?.off) { off = true; keep(); } else if (off || d && soon) return; else if (d?.answers) { restore(d); if (!d.sending && (timer || trying)) keep(); if (here() === send) review(); } else if (d) say.kept = "no"; else remove();
  };

  say.kept = off ? "off" : put({}, "try") ? "" : "no";
  drop("try");
  form.setAttribute("autocomplete", "off");
  seen = raw();
  const early = filled(); // before the script
  if (draft.answers && !mended) { restore({ ...draft, answers: early.concat(draft.answers) }); if (!location.hash && /^#[ps]/.test(draft.at)) location.replace(draft.at); }
  else if (location.hash && !early[0] && !mended) location.replace("#p1"); // passed on
  history.replaceState(0, "", say.fresh + location.hash); // also after a POST
  if (early[0]) keep(); else progress();
  if (draft.sending && !mended) { $("#wait").hidden = false; location.replace("#waiting"); handIn(); }
}
