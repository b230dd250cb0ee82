// The only place that asks the machine for the time.

/** Tells the present instant. */
export type Clock = () => Date;

/** The machine's clock. */
export const systemClock: Clock = () => new Date();

/** A clock that always tells the same instant, as a fresh Date each time. */
export function fixedClock(instant: Date | string): Clock {
  const time = new Date(instant).getTime();
  if (Number.isNaN(time)) throw new RangeError('a fixed clock needs a valid instant');
  return () => new Date(time);
}
