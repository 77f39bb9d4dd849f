/** Where the months, or parts of one, begin that a cover was for and that are dealt with, the latest first: with the month (UTC), the first with the cover. */
export function monthsJudged({ startsAt, judgedTo }: { startsAt: number; judgedTo: number }): number[] {
  const months: number[] = [];
  for (let at = startsAt; at < judgedTo; at = nextMonth(at)) months.unshift(at);
  return months;
}

function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
