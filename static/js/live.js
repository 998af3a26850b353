// A page of an open survey brings itself up to date. htmx asks and puts in what has changed (analysis/live_poll.html);
// idiomorph changes only what differs, so that focus, scrolling and what is open stay. This decides when to ask:
// not while nobody looks, not while it is paused, ever more seldom while the server fails, no more once it is over.
/* global htmx, Idiomorph */

const LONGEST = 600; // seconds between two tries while the server fails

const live = document.getElementById("live");
const note = document.getElementById("live-note");
let paused = false;
let over = false;
let failures = 0;
let notBefore = 0;

// What the reader has opened stays open, whatever the server's page says.
Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) =>
  !(name === "open" && element.localName === "details");

live.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["If-None-Match"] = `"${live.dataset.mark}"`;
});

live.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden || paused || over || Date.now() < notBefore) event.preventDefault();
});

live.addEventListener("htmx:afterRequest", ({ detail }) => {
  const status = detail.xhr.status;
  if (status === 286) end();
  else if (status === 403 || status === 404) sayOut();
  else if (status >= 200 && status < 400) failures = notBefore = 0;
  else later();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) htmx.trigger(live, "look");
});

// What the line says: without this script to load the page again, with it how to pause.
function show(part) {
  for (const span of note.children) span.hidden = span.id !== part;
  return note.querySelector(`#${part} button`);
}

for (const button of note.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    paused = !paused;
    show(paused ? "live-paused" : "live-going").focus();
    if (!paused) htmx.trigger(live, "look");
  });
}

show("live-going");

function later() {
  failures += 1;
  notBefore = Date.now() + 1000 * Math.min(live.dataset.seconds * 2 ** failures, LONGEST);
}

function sayOut() {
  end();
  const words = document.getElementById("live-out").content.cloneNode(true);
  document.getElementById("live-over").replaceChildren(words);
}

function end() {
  over = true;
  note.hidden = true;
}
