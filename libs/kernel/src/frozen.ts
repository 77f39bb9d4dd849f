/** The same value, of plain JSON and bigints, frozen through and through: who finds it frozen may take what is in it to be so too. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
