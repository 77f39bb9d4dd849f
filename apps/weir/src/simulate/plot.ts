import { type Week } from './year.js';

const WIDTH = 720;
const HEIGHT = 120;
const MARGIN = 40;
const blocks = '▁▂▃▄▅▆▇█';
const NANO = 1_000_000_000;

interface Line {
  title: string;
  values: readonly number[];
}

function linesOf(weeks: readonly Week[]): Line[] {
  return [
    { title: 'utilisation of CPUs, %', values: weeks.map(({ utilisationBps }) => utilisationBps / 100) },
    { title: 'price of a vCPU hour, tokens', values: weeks.map(({ nanoTokensPerCpuHour }) => Number(nanoTokensPerCpuHour) / NANO) },
    { title: 'requests that waited for a round, %', values: weeks.map(({ waited, requests }) => (requests === 0 ? 0 : (100 * waited) / requests)) },
    { title: "operators' income a day, tokens", values: weeks.map(({ operatorsNanoTokens, days }) => Number(operatorsNanoTokens) / NANO / days) },
  ];
}

/** For a terminal: a line for each figure, a block for each week, from nothing to the most. */
export function sparklines(weeks: readonly Week[]): string {
  return linesOf(weeks).map(({ title, values }) => {
    const most = Math.max(...values, Number.MIN_VALUE);
    return `${values.map((value) => blocks[Math.min(7, Math.floor((8 * value) / most))]).join('')}  ${title}: at most ${rounded(Math.max(...values))}, at last ${rounded(values.at(-1) ?? 0)}`;
  }).join('\n');
}

/** A picture with a panel for each figure, from nothing to the most. */
export function svgOf(weeks: readonly Week[]): string {
  const panels = linesOf(weeks).map(({ title, values }, index) => {
    const top = index * (HEIGHT + MARGIN) + MARGIN;
    const most = Math.max(...values, Number.MIN_VALUE);
    const points = values.map((value, week) => `${rounded(MARGIN + (week * (WIDTH - 2 * MARGIN)) / Math.max(1, values.length - 1))},${rounded(top + HEIGHT - (HEIGHT * value) / most)}`);
    return `<text x="${MARGIN}" y="${top - 8}">${title}: at most ${rounded(Math.max(...values))}</text><path d="M${MARGIN} ${top}V${top + HEIGHT}H${WIDTH - MARGIN}" stroke="#999" fill="none"/><polyline points="${points.join(' ')}" stroke="#06c" fill="none"/>`;
  });
  const height = panels.length * (HEIGHT + MARGIN) + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">\n<rect width="${WIDTH}" height="${height}" fill="#fff"/>\n${panels.join('\n')}\n</svg>\n`;
}

function rounded(value: number): string {
  return Number(value.toPrecision(4)).toString();
}
