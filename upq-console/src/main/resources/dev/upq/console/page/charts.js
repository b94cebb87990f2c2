// SPDX-License-Identifier: Apache-2.0
// The charts: uPlot does the drawing, this file says what is drawn and keeps a legend that a screen reader can read.
/* global uPlot */

import { element } from './tables.js';

/** How much past is shown: the least of these that holds all there is, and its grid, in seconds. */
const WINDOWS = [[60, 15], [120, 30], [180, 60], [300, 60]];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** From the colour to almost nothing, downwards. */
function fade(name) {
  return (u) => {
    const gradient = u.ctx.createLinearGradient(0, u.bbox.top, 0, u.bbox.top + u.bbox.height);
    gradient.addColorStop(0, colour(name) + '48');
    gradient.addColorStop(1, colour(name) + '05');
    return gradient;
  };
}

function windowOf(times) {
  const span = times.length ? times[times.length - 1] - times[0] : 0;
  return WINDOWS.find(([seconds]) => span <= seconds) || WINDOWS[WINDOWS.length - 1];
}

/** The grid's times, counted back from the newest. */
function steps(u, step) {
  const { min, max } = u.scales.x;
  const splits = [];
  for (let at = max; at >= min - 0.5; at -= step) splits.unshift(at);
  return splits;
}

function ago(u, splits) {
  const seconds = splits.length > 1 && splits[1] - splits[0] < 59;
  return splits.map((at) => {
    const back = Math.round((u.scales.x.max - at) / (seconds ? 1 : 60));
    return back === 0 ? 'now' : '−' + back + (seconds ? ' s' : ' min');
  });
}

/** An axis says 4 ms where a reading says 4.00 ms. */
function short(text) {
  return text.replace(/\.0+(?=\D|$)/, '').replace(/(\.\d*[1-9])0+(?=\D|$)/, '$1');
}

/**
 * One chart. Its specification: id, title, format (of a value), least (what the axis reaches at least), and series, each with
 * key, label, colour, and shape: stack (on those before it), area, line or limit (a dashed line).
 */
export class Chart {
  constructor(specification) {
    this.spec = specification;
    this.readings = specification.series.map((s) => {
      const mark = element('i', { class: s.shape === 'limit' ? 'dash' : '', 'aria-hidden': 'true' });
      return { mark, number: element('b') };
    });
    this.legend = element('ul', { class: 'legend' }, ...specification.series.map((s, i) =>
      element('li', {}, this.readings[i].mark, s.label, ' ', this.readings[i].number)));
    this.plot = element('div', { class: 'plot', 'aria-hidden': 'true' });
    const title = 'chart-' + specification.id;
    this.root = element('section', { class: 'chart', id: specification.id, 'aria-labelledby': title },
      element('div', { class: 'head' }, element('h2', { id: title }, specification.title), this.legend), this.plot);
    this.raw = [[], ...specification.series.map(() => [])];
  }

  /** Makes the drawing anew, for example in other colours. */
  build() {
    if (this.u) this.u.destroy();
    this.spec.series.forEach((s, i) => {
      const mark = this.readings[i].mark;
      mark.style.background = colour(s.colour);
      mark.style.borderTopColor = colour(s.colour);
    });
    this.u = new uPlot(this.options(), this.stacked(), this.plot);
  }

  options() {
    const spec = this.spec;
    const stack = spec.series.map((s, i) => [s.shape, i + 1]).filter(([shape]) => shape === 'stack').map(([, i]) => i);
    const axis = { stroke: colour('soft'), font: '11px "Liberation Sans", Arial, sans-serif', ticks: { show: false } };
    return {
      width: Math.max(200, this.plot.clientWidth),
      height: this.plot.clientHeight,
      padding: [8, 22, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: 'upq' }, points: { size: 6 } },
      scales: {
        x: { time: false, range: () => this.range() },
        y: { range: (u, low, high) => [0, Math.max(spec.least, (high || 0) * 1.08)] },
      },
      axes: [
        { ...axis, size: 28, gap: 6, splits: (u) => steps(u, windowOf(this.raw[0])[1]), values: ago, grid: { show: false } },
        {
          ...axis, size: 58, gap: 6, space: 34, grid: { stroke: colour('grid'), width: 1 },
          values: (u, splits) => splits.map((v) => short(spec.format(v))),
        },
      ],
      series: [{}, ...spec.series.map((s) => this.series(s))],
      bands: stack.slice(1).map((i, at) => ({ series: [i, stack[at]] })),
      hooks: { setCursor: [(u) => this.read(u.cursor.idx)] },
    };
  }

  series(s) {
    const line = { label: s.label, stroke: colour(s.colour), width: 1.5, points: { show: false } };
    switch (s.shape) {
      case 'stack': return { ...line, width: 1, fill: colour(s.colour) + 'b8' };
      case 'area': return { ...line, fill: fade(s.colour) };
      case 'limit': return { ...line, width: 1.2, dash: [5, 4] };
      default: return line;
    }
  }

  range() {
    const times = this.raw[0];
    const to = times.length ? times[times.length - 1] : 0;
    return [to - windowOf(times)[0], to];
  }

  /** Times in seconds, and the values of each series by its key. */
  show(times, values) {
    this.raw = [times, ...this.spec.series.map((s) => values[s.key])];
    if (this.u) this.u.setData(this.stacked());
    this.read(this.u ? this.u.cursor.idx : null);
  }

  /** Those that stack stand on the ones before them. */
  stacked() {
    let below = null;
    return this.raw.map((column, i) => {
      if (i === 0 || this.spec.series[i - 1].shape !== 'stack') return column;
      const under = below;
      below = under === null ? column : column.map((v, at) => (v === null ? under[at] : v + under[at]));
      return below;
    });
  }

  /** The legend says what is under the cursor, else the newest. */
  read(index) {
    const at = index === null || index === undefined ? this.raw[0].length - 1 : index;
    this.readings.forEach((reading, i) => {
      const value = at < 0 ? null : this.raw[i + 1][at];
      reading.number.textContent = value === undefined || value === null ? '–' : this.spec.format(value);
    });
  }

  resize() {
    if (this.u) this.u.setSize({ width: Math.max(200, this.plot.clientWidth), height: this.plot.clientHeight });
  }
}
