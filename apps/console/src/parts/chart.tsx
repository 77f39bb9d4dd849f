import 'uplot/dist/uPlot.min.css';

import { type ReactNode, useEffect, useRef } from 'react';
import uPlot from 'uplot';

import { grouped, lazily, timeText } from '../format.js';

export interface ChartProps {
  label: string;
  unit: string;
  /** Milliseconds since 1970, rising. */
  at: readonly number[];
  lines: readonly { name: string; values: readonly (number | null)[] }[];
}

const HEIGHT = 190;
const strokes = ['--accent', '--busy', '--warn', '--bad', '--good', '--ink-soft'];

/** Lines over time. Those who cannot see it are told its first and last values. */
export function Chart({ label, unit, at, lines }: ChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const data = JSON.stringify([at, lines]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const colour = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
    const axis = { stroke: () => colour('--ink-soft'), grid: { stroke: () => colour('--line'), width: 1 }, ticks: { show: false } };
    const plot = new uPlot({
      width: element.clientWidth,
      height: HEIGHT,
      cursor: { y: false, drag: { x: false, y: false } },
      legend: { show: lines.length > 1 },
      axes: [
        { ...axis, values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick, step)) },
        { ...axis, size: 64, values: (_, ticks, __, ___, step) => ticks.map((tick) => grouped(tick.toLocaleString('en-CH', { minimumFractionDigits: digitsOf(step), maximumFractionDigits: digitsOf(step) }))) },
      ],
      series: [{}, ...lines.map(({ name }, index) => ({ label: name, stroke: () => colour(strokes[index % strokes.length]!), width: 1.75, points: { show: at.length < 3 } }))],
    }, [at.map((millis) => millis / 1000), ...lines.map(({ values }) => [...values])] as uPlot.AlignedData, element);
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    // Canvas knows no custom properties: another theme is drawn anew.
    const redraw = (): void => plot.redraw(false);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    return () => {
      observer.disconnect();
      themes.disconnect();
      system.removeEventListener('change', redraw);
      plot.destroy();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- equal data is the same chart
  }, [data]);
  return <div className="chart" ref={box} role="img" aria-label={`${label}: ${lines.map((line) => told(line.name, line.values, unit)).join('; ')}, from ${timeText(at[0]!)} to ${timeText(at.at(-1)!)}`} />;
}

/** As many digits as tell two ticks apart. */
const digitsOf = (step: number): number => Math.min(9, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));

const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;
const dayFormat = lazily(() => new Intl.DateTimeFormat('en-CH', { month: 'short', day: '2-digit' }));
const minuteFormat = lazily(() => new Intl.DateTimeFormat('en-CH', { hour: '2-digit', minute: '2-digit', hour12: false }));
const secondFormat = lazily(() => new Intl.DateTimeFormat('en-CH', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }));

function tickText(seconds: number, step: number): string {
  return (step >= DAY_SECONDS ? dayFormat : step >= MINUTE_SECONDS ? minuteFormat : secondFormat)().format(seconds * 1000);
}

function told(name: string, values: readonly (number | null)[], unit: string): string {
  const known = values.filter((value) => value !== null);
  return `${name} from ${known[0] ?? 'nothing'} to ${known.at(-1) ?? 'nothing'} ${unit}`;
}
