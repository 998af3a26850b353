// Put into a page once. Contrasts by WCAG's formula, against the nearest ground that is not see-through; behind a
// choice's control lies its label. A stop is what Tab comes to, the radio buttons of one question together.
() => {
  const seen = (e) => e.checkVisibility() && e.getClientRects().length;
  const $$ = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const rgba = (colour) => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
  const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const own = (e) => rgba(getComputedStyle(e).backgroundColor);
  const ground = (e) => (!e ? [255, 255, 255, 1] : own(e)[3] ? own(e) : ground(e.parentElement));
  const contrast = (colour, on) => {
    const [low, high] = [light(rgba(colour)), light(ground(on))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const radio = (e) => e.type === 'radio', row = (e) => (e.matches('.form-check-input') ? e.labels[0] : e);
  const name = (e) => (radio(e) ? e.name : e.id || `${e.localName} ${e.innerText.trim()}`);
  const size = (e) => { const { width, height } = e.getBoundingClientRect(); return Math.min(width, height); };
  window.sight = {
    stops: () => [...new Set($$('a[href], button, summary, select, textarea, input, [tabindex="0"]').map(name))],
    focus: () => {
      const e = document.activeElement;
      if (e === document.body) return null;
      const shown = row(e), { left, width, top, bottom } = shown.getClientRects()[0], style = getComputedStyle(shown);
      const seen = (y) => { const hit = document.elementFromPoint(left + width / 2, y); return hit && (shown.contains(hit) || hit === e); };
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && contrast(style.outlineColor, shown.parentElement) >= 3;
      return [name(e), [top + 5, (top + bottom) / 2, bottom - 5].every(seen), ring];
    },
    faint: () => $$('.form-check-input, .form-control, .form-select, .btn-primary, .btn-secondary').filter((e) => {
      const style = getComputedStyle(e), edge = e.matches('.btn-primary') ? style.backgroundColor : style.borderTopColor;
      return !(parseFloat(style.borderTopWidth) >= 1 && contrast(edge, e.matches('.form-check-input') ? row(e) : e.parentElement) >= 3);
    }).map(name),
    small: () => [...$$('.form-check-label').filter((e) => size(e) < 44), ...$$('a:not(.skip), button, summary, select, textarea, input:not(.form-check-input)')
      .filter((e) => size(e) < 24 && !e.matches(':is(p, li) > a:not(.btn-text)'))].map(name), // links in sentences are excepted
    cut: () => $$(':is(main, header, footer) *').filter((e) => {
      const style = getComputedStyle(e), text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      const hides = style.overflow !== 'visible' && e.scrollHeight > e.clientHeight + 1;
      return text && style.display !== 'inline' && !e.closest('.visually-hidden') && (hides || e.scrollWidth > e.clientWidth + 1);
    }).map(name),
    moving: () => $$('*').filter((e) => {
      const style = getComputedStyle(e), lasts = `${style.transitionDuration}, ${style.animationDuration}`.split(', ');
      return style.scrollBehavior === 'smooth' || lasts.some((seconds) => parseFloat(seconds) > 0);
    }).map(name),
  };
}
