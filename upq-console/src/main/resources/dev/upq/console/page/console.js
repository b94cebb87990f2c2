// SPDX-License-Identifier: Apache-2.0
// The page: listens to /events, keeps five minutes of each pool, and shows one pool at a time.

import { Chart } from './charts.js';
import { brief, bytes, clock, count, millis, millisText } from './format.js';
import { Section, element } from './tables.js';

const $ = (id) => document.getElementById(id);
const least = (n) => (v) => (v === 0 ? '0' : n(v));

const CHARTS = [
  {
    id: 'connections', title: 'Connections', least: 4, format: brief,
    series: [
      { key: 'used', label: 'used', colour: 'used', shape: 'stack' },
      { key: 'idle', label: 'idle', colour: 'idle', shape: 'stack' },
      { key: 'connecting', label: 'connecting', colour: 'connecting', shape: 'stack' },
      { key: 'waiting', label: 'waiting', colour: 'waiting', shape: 'stack' },
      { key: 'max', label: 'most', colour: 'limit', shape: 'limit' },
    ],
  },
  {
    id: 'throughput', title: 'Statements a second', least: 10, format: brief,
    series: [
      { key: 'rate', label: 'statements', colour: 'rate', shape: 'area' },
      { key: 'errors', label: 'failed', colour: 'error', shape: 'line' },
    ],
  },
  {
    id: 'latency', title: 'How long a statement takes', least: 0.2, format: least(millisText),
    series: [
      { key: 'p99', label: 'p99', colour: 'p99', shape: 'area' },
      { key: 'p50', label: 'p50', colour: 'p50', shape: 'area' },
    ],
  },
  {
    id: 'acquire', title: 'How long a caller waits for a connection', least: 0.2, format: least(millisText),
    series: [
      { key: 'wait99', label: 'p99', colour: 'waiting', shape: 'area' },
      { key: 'wait50', label: 'p50', colour: 'p50', shape: 'line' },
    ],
  },
];

const TILES = [
  ['rate', 'Statements'], ['p50', 'Latency p50'], ['p99', 'Latency p99'],
  ['used', 'Connections used'], ['waiting', 'Waiting'], ['failed', 'Failed, 5 min'],
];

const charts = CHARTS.map((specification) => new Chart(specification));
const tiles = new Map();
const totals = new Map();
let hello = null;
let pools = new Map();
let common = new Map();
let shown = null;
let held = false;
let lastTick = null;

/** One pool: its past by series, its newest tick, its sections. */
function poolOf(description, series) {
  const values = {};
  series.forEach((key, i) => { values[key] = description.values[i].slice(); });
  return {
    name: description.name,
    times: description.times.map((t) => t / 1000),
    values,
    tick: null,
    sections: new Map(description.sections.map((d) => [d.id, new Section(d)])),
  };
}

function begin(event) {
  hello = JSON.parse(event.data);
  pools = new Map(hello.pools.map((p) => [p.name, poolOf(p, hello.series)]));
  common = new Map(hello.sections.map((d) => [d.id, new Section(d)]));
  if (!pools.has(shown)) shown = pools.size ? pools.keys().next().value : null;
  $('since').textContent = 'console open since ' + clock(hello.started);
  $('pools').replaceChildren(...[...pools.keys()].map((name) => {
    const button = element('button', { type: 'button', title: name }, name);
    button.addEventListener('click', () => choose(name));
    return button;
  }));
  choose(shown);
}

function choose(name) {
  shown = name;
  [...$('pools').children].forEach((b) => b.setAttribute('aria-pressed', String(b.title === name)));
  const pool = pools.get(name);
  totals.clear();
  $('totals').replaceChildren();
  $('sections').replaceChildren(
    ...(pool ? [...pool.sections.values()] : []).map((s) => s.root), ...[...common.values()].map((s) => s.root));
  show();
}

function tick(event) {
  lastTick = JSON.parse(event.data);
  for (const news of lastTick.pools) {
    const pool = pools.get(news.name);
    if (!pool) continue;
    pool.tick = news;
    if (news.sample) keep(pool, lastTick.at / 1000, news.sample);
  }
  connected(true);
  if (!held) show();
}

/** A second that the past already holds comes once more to those who have just begun to listen. */
function keep(pool, at, sample) {
  if (pool.times.length && at <= pool.times[pool.times.length - 1]) return;
  pool.times.push(at);
  hello.series.forEach((key, i) => pool.values[key].push(sample[i]));
  if (pool.times.length > hello.keep) {
    pool.times.shift();
    hello.series.forEach((key) => pool.values[key].shift());
  }
}

function show() {
  const pool = pools.get(shown);
  if (!pool) return;
  charts.forEach((chart) => chart.show(pool.times, pool.values));
  if (!pool.tick) return;
  $('state').textContent = pool.tick.state;
  $('state').className = 'pill ' + pool.tick.tone;
  showTiles(pool);
  showTotals(pool.tick.totals);
  for (const [id, section] of pool.sections) section.show(pool.tick.tables[id]);
  for (const [id, section] of common) section.show(lastTick.tables[id]);
}

function showTiles(pool) {
  const last = (key) => (pool.times.length ? pool.values[key][pool.times.length - 1] : null);
  const now = pool.tick.now;
  const failed = (pool.tick.tables.failures || []).reduce((sum, row) => sum + row[2], 0);
  tile('rate', brief(last('rate')), '/s');
  tile('p50', ...millis(last('p50')));
  tile('p99', ...millis(last('p99')));
  tile('used', count(now.used), 'of ' + count(now.max));
  tile('waiting', count(now.waiting), now.waiting === 1 ? 'caller' : 'callers', now.waiting > now.max ? 'warn' : '');
  tile('failed', count(failed), '', failed > 0 ? 'bad' : '');
}

function tile(id, number, unit, tone) {
  if (!tiles.has(id)) {
    const made = { number: document.createTextNode(''), unit: element('small') };
    made.root = element('div', { class: 'tile', id: 'tile-' + id },
      element('dt', {}, TILES.find(([key]) => key === id)[1]), element('dd', {}, made.number, made.unit));
    tiles.set(id, made);
    $('now').append(made.root);
  }
  const its = tiles.get(id);
  its.number.data = number;
  its.unit.textContent = unit;
  its.root.className = 'tile ' + (tone || '');
}

/** Numbers since the start; data-value holds the whole of what is shown shortened. */
function showTotals(list) {
  for (const { id, label, kind, value } of list) {
    if (!totals.has(id)) {
      const number = element('dd', { id: 'total-' + id });
      totals.set(id, number);
      $('totals').append(element('div', {}, element('dt', {}, label), number));
    }
    const number = totals.get(id);
    number.dataset.value = String(value);
    number.textContent = kind === 'BYTES' ? bytes(value) : kind === 'DURATION' ? millisText(value) : count(value);
  }
}

function connected(yes) {
  document.querySelector('main').classList.toggle('stale', !yes);
  $('link').textContent = !yes ? 'not connected' : held ? 'held' : 'live';
  $('notice').hidden = yes;
  if (!yes) $('notice').textContent = 'The program does not answer. This page tries again by itself.';
}

$('hold').addEventListener('click', () => {
  held = !held;
  $('hold').setAttribute('aria-pressed', String(held));
  $('link').textContent = held ? 'held' : 'live';
  if (!held) show();
});

TILES.forEach(([id]) => tile(id, '–', ''));
charts.forEach((chart) => {
  $('charts').append(chart.root);
  chart.build();
});
new ResizeObserver(() => charts.forEach((chart) => chart.resize())).observe($('charts'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach((chart) => chart.build()));

const events = new EventSource('events');
events.addEventListener('hello', begin);
events.addEventListener('tick', tick);
events.addEventListener('error', () => connected(false));
