// Where an unexpected error came from. Messages may quote a record, so only its kind and the line of our code are told.
import type { EventFields } from './log.ts';

const FRAME = /([\w.-]{1,100}\.[cm]?[jt]s:\d+):\d+\)?$/;
const FRAMES_TOLD = 4;

/** The kind of an error and the innermost frames of its stack, without its message. */
export function failurePlace(error: unknown): Pick<EventFields, 'errorName' | 'errorAt'> {
  if (!(error instanceof Error)) return { errorName: typeof error };
  return { errorName: error.constructor.name, errorAt: frames(error).join(' ') };
}

function frames(error: Error): readonly string[] {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  if (start < 0) return [];
  const below = stack.slice(start + error.message.length);
  const places = below.split('\n').map((line) => FRAME.exec(line)?.[1]);
  return places.filter((place) => place !== undefined).slice(0, FRAMES_TOLD);
}
