// SPDX-License-Identifier: Apache-2.0
// Numbers, times and sizes as a person reads them; the same wherever the browser stands.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clockParts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

const NONE = '–';

/** 12,345 */
export function count(n) {
  return n === null || n === undefined ? NONE : whole.format(n);
}

/** 950, 12.3k, 4.5M: three digits or so. */
export function brief(n) {
  if (n === null || n === undefined) return NONE;
  const size = Math.abs(n);
  if (size >= 1e9) return digits(n / 1e9) + 'G';
  if (size >= 1e6) return digits(n / 1e6) + 'M';
  if (size >= 1e4) return digits(n / 1e3) + 'k';
  return size >= 100 || Number.isInteger(n) ? whole.format(n) : digits(n);
}

function digits(n) {
  const size = Math.abs(n);
  return n.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2);
}

/** Milliseconds as [number, unit]: µs, ms, s, then minutes and hours. */
export function millis(ms) {
  if (ms === null || ms === undefined) return [NONE, ''];
  if (ms < 0.0995) return [digits(ms * 1000).replace(/\.?0+$/, '') || '0', 'µs'];
  if (ms < 999.5) return [digits(ms), 'ms'];
  if (ms < 60e3) return [digits(ms / 1000), 's'];
  const minutes = Math.floor(ms / 60e3);
  return minutes < 60
    ? [minutes + ' m ' + Math.floor((ms % 60e3) / 1000), 's']
    : [Math.floor(minutes / 60) + ' h ' + (minutes % 60), 'm'];
}

export function millisText(ms) {
  return millis(ms).join(' ').trim();
}

/** 1.5 MB, in powers of 1,000. */
export function bytes(n) {
  if (n === null || n === undefined) return NONE;
  if (n < 1000) return whole.format(n) + ' B';
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let size = n / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return digits(size) + ' ' + units[unit];
}

/** 20:31:05 of the reader's own clock. */
export function clock(epochMillis) {
  return clockParts.format(new Date(epochMillis));
}

/** 12 %, 1.5 %, and < 0.1 % for what is more than nothing. */
export function percent(share) {
  const p = share * 100;
  if (p > 0 && p < 0.1) return '< 0.1 %';
  return (p >= 9.95 || p === 0 ? p.toFixed(0) : p.toFixed(1)) + ' %';
}
