// SPDX-License-Identifier: Apache-2.0
// Sections as tables, each made from its description. Whatever the server sends becomes a text node and nothing else.

import { bytes, clock, count, millisText, percent } from './format.js';

export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const NUMBERS = new Set(['COUNT', 'DURATION', 'SHARE', 'BYTES']);
const TONES = [
  ['good', /^(up|ok|healthy|recovered|refilled|resumed|connected|succeeded|applied|done)$/i],
  ['bad', /^(down|lost|refused|failed|not primary|closed|error)$/i],
  ['warn', /^(attempt failed|paused|drained|refilling|degraded|retried|waiting|late)$/i],
];

function toneOf(word) {
  const found = TONES.find(([, pattern]) => pattern.test(word));
  return found ? found[0] : '';
}

/** Fills one cell. A cell that says the same as before is left alone, so that a selection in it lives on. */
function fill(cell, kind, value) {
  const key = JSON.stringify(value);
  if (cell.dataset.value === key) return;
  cell.dataset.value = key;
  const nothing = value === '' || value === null || value === undefined;
  if (nothing) cell.replaceChildren();
  else if (kind === 'COUNT') cell.textContent = count(value);
  else if (kind === 'BYTES') cell.textContent = bytes(value);
  else if (kind === 'DURATION') cell.textContent = millisText(value);
  else if (kind === 'TIME') cell.textContent = clock(value);
  else if (kind === 'STATE') cell.replaceChildren(element('span', { class: 'word ' + toneOf(value) }, String(value)));
  else if (kind === 'SHARE') cell.replaceChildren(share(value));
  else cell.textContent = String(value);
}

function share(part) {
  const inner = element('i');
  inner.style.width = Math.max(0, Math.min(100, part * 100)) + '%';
  return element('div', { class: 'share' }, percent(part), element('span', { 'aria-hidden': 'true' }, inner));
}

/** One section: made once from its description, told its rows each second. */
export class Section {
  constructor(description) {
    this.columns = description.columns;
    this.emptyText = description.empty;
    const title = 'section-' + description.id;
    const wide = this.columns.length > 5 ? ' wide' : '';
    this.body = element('tbody');
    this.empty = element('p', { class: 'empty' }, description.empty);
    this.heads = this.columns.map((column, i) => this.head(column, i));
    this.sorted = null;
    this.rows = [];
    const head = element('tr', {}, ...this.heads);
    this.scroll = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': title },
      element('table', {}, element('thead', {}, head), this.body));
    this.root = element('section', { class: 'card' + wide, id: description.id, 'aria-labelledby': title },
      element('h2', { id: title }, description.title), this.scroll, this.empty);
    this.show([]);
  }

  /** A click sorts by the column, the most first; one more the other way, a third as the server has it. */
  head(column, i) {
    const button = element('button', { type: 'button', class: 'sort' }, column.title);
    const th = element('th', { scope: 'col' }, button);
    if (NUMBERS.has(column.kind)) th.className = 'number';
    button.addEventListener('click', () => {
      const down = NUMBERS.has(column.kind) ? 'descending' : 'ascending';
      const up = down === 'descending' ? 'ascending' : 'descending';
      const now = this.sorted && this.sorted.at === i ? this.sorted.way : null;
      this.sorted = now === up ? null : { at: i, way: now === down ? up : down };
      this.heads.forEach((h) => h.removeAttribute('aria-sort'));
      if (this.sorted) th.setAttribute('aria-sort', this.sorted.way);
      this.show(this.rows);
    });
    return th;
  }

  inOrder(rows) {
    if (!this.sorted) return rows;
    const { at, way } = this.sorted;
    const sign = way === 'ascending' ? 1 : -1;
    return rows.slice().sort((a, b) => sign * (a[at] < b[at] ? -1 : a[at] > b[at] ? 1 : 0));
  }

  show(rows) {
    const failed = rows === null || rows === undefined;
    this.rows = rows;
    const list = failed ? [] : this.inOrder(rows);
    this.empty.textContent = failed ? 'This could not be read just now.' : this.emptyText;
    this.empty.hidden = list.length > 0;
    this.scroll.hidden = list.length === 0;
    while (this.body.rows.length > list.length) this.body.deleteRow(-1);
    while (this.body.rows.length < list.length) this.body.append(this.row());
    list.forEach((values, at) => {
      const cells = this.body.rows[at].cells;
      this.columns.forEach((column, i) => fill(cells[i], column.kind, values[i]));
    });
  }

  row() {
    return element('tr', {}, ...this.columns.map((column) =>
      element('td', { class: NUMBERS.has(column.kind) ? 'number' : column.kind.toLowerCase() })));
  }
}
