// For values that a test knows to be there.

/** The value; a test that misses it is mistaken. */
export function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not there');
  return value;
}
