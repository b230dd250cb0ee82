// Texts with named placeholders, compiled at start: an unknown name stops the start, a value never becomes markup.
import type { Place } from '../knowledge/source-file.ts';
import { NAMED_FACTS } from '../rules/named-facts.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { ScaleFile } from '../rules/scale.ts';
import type { Scene } from './scene.ts';
import { clip, plain } from './text.ts';
import { say } from './words.ts';

/** A text that still needs a scene. */
export type Template = (scene: Scene) => string;

type Value = (scene: Scene) => string;
type ValueCompiler = (argument: string, rulebook: Rulebook, place: Place) => Value;

const PLACEHOLDER = /\{\{([a-z]+)(?: ([A-Za-z0-9.+-]+))?\}\}/g;
/** Values that hold words of the record; all others are words of the knowledge. */
const RECORD_VALUES: ReadonlySet<string> = new Set(['drug', 'orders', 'dx']);
/** Raw HTML, a Markdown link or image, an address. `<` before a number or a blank is less-than. */
const MARKUP = /<[a-z!/?]|\]\(|\b[a-z]+:\/\/|javascript:/i;
const LONGEST_DRUG = 30;
const LONGEST_DIAGNOSIS = 40;
const DAYS_A_MONTH = 30.4;

const VALUES: Readonly<Record<string, ValueCompiler>> = {
  drug: () => (scene) =>
    nameOf(scene.situation.subject?.label ?? scene.drug?.label ?? '', say(scene.words, 'unnamed-drug')),
  orders:
    () =>
    ({ orders, words }) =>
      [...new Set(orders.map(({ label }) => nameOf(label, say(words, 'unnamed-order'))))].join(', '),
  dx:
    () =>
    ({ situation }) =>
      clip(plain(situation.record.primary?.fact.label ?? ''), LONGEST_DIAGNOSIS),
  months:
    () =>
    ({ situation }) =>
      String(Math.floor((situation.record.primary?.minDays ?? 0) / DAYS_A_MONTH)),
  flag: (_, rulebook, place) => leadingFlag(groupedFile(rulebook, place)),
  top: (scale, rulebook, place) => topRow(scale, rulebook, place),
  fact: (name, _, place) => factValue(name, place),
  tally: (id, rulebook, place) => {
    const tally = found(rulebook.tallies.get(id), `there is no tally "${id}"`, place);
    return ({ situation }) => String(tally.state(situation).points.length);
  },
  points: (id, rulebook, place) => {
    const tally = found(rulebook.tallies.get(id), `there is no tally "${id}"`, place);
    return ({ situation }) =>
      tally
        .state(situation)
        .points.map(({ label }) => label)
        .join(', ');
  },
  outcome: (id, rulebook, place) => {
    const table = found(rulebook.tables.get(id), `there is no table "${id}"`, place);
    return ({ situation }) => table.state(situation).row?.label ?? '';
  },
};

/** Compiles a text; `escape` is applied to every value that holds words of the record. */
export function compileTemplate(
  text: string,
  escape: (value: string) => string,
  rulebook: Rulebook,
  place: Place,
): Template {
  if (MARKUP.test(text)) throw place.error('a text holds no HTML and no link; pages are named under "links"');
  const parts: (string | Value)[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? '';
    const value = found(VALUES[name], `there is no placeholder "${match[0]}"`, place)(match[2] ?? '', rulebook, place);
    parts.push(text.slice(end, match.index), RECORD_VALUES.has(name) ? (scene) => escape(value(scene)) : value);
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  if (parts.some((part) => typeof part === 'string' && part.includes('{{')) || rest.includes('{{')) {
    throw place.error('a placeholder is written {{name}} or {{name argument}}');
  }
  return (scene) => parts.map((part) => (typeof part === 'string' ? part : part(scene))).join('') + rest;
}

/** A name of the record, cut to fit; codes without words have none. */
function nameOf(label: string, otherwise: string): string {
  return clip(plain(label), LONGEST_DRUG) || otherwise;
}

function found<T>(value: T | undefined, message: string, place: Place): T {
  if (value === undefined) throw place.error(message);
  return value;
}

/** The file whose rows are grouped by suspicion: the red flags. */
function groupedFile(rulebook: Rulebook, place: Place): ScaleFile {
  return found(
    rulebook.scaleFiles.find((file) => file.groups.length > 0),
    'no scale has groups',
    place,
  );
}

/** The short name of the leading row and how many more reach a level that is acted on. */
export function leadingFlag(file: ScaleFile): Value {
  const scale = file.scales[0]?.id ?? '';
  return ({ situation, words }) => {
    const rows = file.ranked(scale, situation);
    const first = rows[0];
    if (first === undefined) return '';
    const more = rows.filter(({ rank }) => rank >= Math.min(first.rank, 2)).length - 1;
    return `${first.row.source.short ?? first.row.source.label}${more > 0 ? ` ${say(words, 'more-flags', more)}` : ''}`;
  };
}

function topRow(scale: string, rulebook: Rulebook, place: Place): Value {
  const file = rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === scale));
  const known = found(file, `there is no scale "${scale}"`, place);
  return ({ situation }) => {
    const row = known.ranked(scale, situation)[0]?.row.source;
    return row?.short ?? row?.label ?? '';
  };
}

function factValue(name: string, place: Place): Value {
  const fact = found(NAMED_FACTS.get(name), `there is no fact "${name}"`, place);
  return ({ situation, words }) => {
    const value = fact.read(situation.record);
    return typeof value === 'number' ? words.number(value, 1) : String(value ?? '');
  };
}
