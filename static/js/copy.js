// A button copies what stands in the element that it names (data-copies), and says so beside it (its next sibling).
// Words that a page has in `data-copied-after`, as that its results are interim, go with what is copied.
// Buttons are shown only where this script runs and the browser lets it copy: not without https, but on localhost.

const SHOWN = 4000; // milliseconds

if (navigator.clipboard) document.documentElement.classList.add("can-copy");

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const after = document.querySelector("[data-copied-after]")?.dataset.copiedAfter ?? "";
  const words = `${document.getElementById(button.dataset.copies).textContent.trim()} ${after}`.trim();
  const said = button.nextElementSibling;
  const done = await navigator.clipboard.writeText(words).then(() => true, () => false);
  said.textContent = done ? button.dataset.done : button.dataset.failed;
  setTimeout(() => { said.textContent = ""; }, SHOWN);
});
