// The detail of a card: blocks of text, sections, rows with their evidence, and one last line about the data.
import type { Place } from '../knowledge/source-file.ts';
import type { CriterionSource } from '../rules/compile-criterion.ts';
import type { Criterion, Match } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { ScaleFile } from '../rules/scale.ts';
import type { RankedRow } from '../rules/ranked-rows.ts';
import type { NoteTexts } from './data-notes.ts';
import { formatRange, newestFirst } from './dates.ts';
import type { Scene } from './scene.ts';
import { compileTemplate, type Template } from './template.ts';
import { markdown } from './text.ts';
import { say, sayValue } from './words.ts';

/** A block as written: exactly one of text, sections, rows, notes. */
export interface BlockSource {
  readonly text?: string;
  /** Sections by id; beside `rows`, whether the rows' own sections are shown. */
  readonly sections?: readonly string[] | boolean;
  readonly rows?: string;
  readonly atLeast?: string;
  readonly atMost?: string;
  readonly groups?: readonly string[];
  readonly notes?: string;
  readonly when?: CriterionSource;
}

/** A section as written (hooks/cards/sections*.yaml). */
export interface SectionSource {
  readonly id: string;
  /** Name of the rule for people. */
  readonly title?: string;
  /** The rule that it is; sections without one do not appear in the trace. */
  readonly rule?: string;
  readonly text: string;
  readonly when?: CriterionSource;
  /** `off`: not asked, not shown. `silent`: asked, in the trace, not shown. `on` when left out. */
  readonly status?: 'on' | 'off' | 'silent';
}

/** A compiled section. */
export interface Section {
  readonly source: SectionSource;
  readonly text: Template;
  readonly when: Criterion | undefined;
}

/** What a block adds. */
export interface Written {
  readonly lines: readonly string[];
  /** Ids of the section rules shown. */
  readonly sections: readonly string[];
  /** Ids of the section rules that would be shown, were they not silent. */
  readonly silent: readonly string[];
  readonly matches: readonly Match[];
}

/** A compiled block. */
export type Block = (scene: Scene) => Written;

const NOTHING: Written = { lines: [], sections: [], silent: [], matches: [] };

/** Compiles a block. `sections` are all sections by id. Throws KnowledgeError. */
export function compileBlock(
  source: BlockSource,
  sections: ReadonlyMap<string, Section>,
  rulebook: Rulebook,
  place: Place,
): Block {
  const when = source.when === undefined ? undefined : rulebook.compile(source.when, place.at('when'));
  const write = compileContent(source, sections, rulebook, place);
  return (scene) => (holds(when, scene) ? write(scene) : NOTHING);
}

function compileContent(
  source: BlockSource,
  sections: ReadonlyMap<string, Section>,
  rulebook: Rulebook,
  place: Place,
): Block {
  if (source.text !== undefined) {
    const template = compileTemplate(source.text.trim(), markdown, rulebook, place.at('text'));
    return (scene) => ({ ...NOTHING, lines: [template(scene)] });
  }
  if (Array.isArray(source.sections)) {
    return sectionsBlock(source.sections as readonly string[], sections, place.at('sections'));
  }
  const scale = source.rows ?? source.notes ?? '';
  const file = rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === scale));
  if (file === undefined) throw place.error(`there is no scale "${scale}"`);
  return source.notes === undefined
    ? rowsBlock(source, scale, file, sections, place)
    : notesBlock(scale, file, rulebook, place);
}

function sectionsBlock(ids: readonly string[], all: ReadonlyMap<string, Section>, place: Place): Block {
  const chosen = ids.map((id, index) => {
    const section = all.get(id);
    if (section === undefined) throw place.at(index).error(`there is no section "${id}"`);
    return section;
  });
  return (scene) => writeSections(chosen, scene);
}

/** The sections whose condition holds; those on trial are named, not written. */
function writeSections(chosen: readonly Section[], scene: Scene): Written {
  const due = chosen.filter(({ source, when }) => source.status !== 'off' && holds(when, scene));
  const shown = due.filter(({ source }) => source.status !== 'silent');
  const silent = due.filter(({ source }) => source.status === 'silent');
  return {
    lines: shown.map(({ text }) => `- ${text(scene)}`),
    sections: shown.flatMap(({ source }) => source.rule ?? []),
    silent: silent.map(({ source }) => source.rule ?? source.id),
    matches: [],
  };
}

/** One bullet a row, with its evidence; then one line for each section that the rows belong to. */
function rowsBlock(
  source: BlockSource,
  scale: string,
  file: ScaleFile,
  sections: ReadonlyMap<string, Section>,
  place: Place,
): Block {
  const levels = file.scales.find(({ id }) => id === scale)?.levels ?? [];
  const rank = (key: 'atLeast' | 'atMost', fallback: number): number => {
    const level = source[key];
    if (level === undefined) return fallback;
    if (!levels.includes(level)) throw place.at(key).error(`${scale} has no level "${level}"`);
    return levels.indexOf(level);
  };
  const least = rank('atLeast', 1);
  const most = rank('atMost', Infinity);
  for (const { id, source: row } of file.rows) {
    if (row.section !== undefined && !sections.has(row.section)) {
      throw place.error(`row ${id} belongs to the section "${row.section}", which does not exist`);
    }
  }
  const strange = source.groups?.find((group) => !file.groups.some(({ id }) => id === group));
  if (strange !== undefined) throw place.at('groups').error(`there is no group "${strange}"`);
  const isShown = ({ row, rank: own }: RankedRow): boolean =>
    own >= least && own <= most && (source.groups?.includes(row.source.group ?? '') ?? true);
  return (scene) => {
    const rows = file.ranked(scale, scene.situation).filter(isShown);
    const ids = source.sections === true ? [...new Set(rows.flatMap(({ row }) => row.source.section ?? []))] : [];
    const own = writeSections(
      ids.flatMap((id) => sections.get(id) ?? []),
      scene,
    );
    return {
      ...own,
      lines: [...rows.map((ranked) => rowLine(ranked, levels, scene)), ...own.lines],
      matches: rows.flatMap(({ state }) => state.matches),
    };
  };
}

const MOST_EVIDENCE = 3;

function rowLine({ row, state, rank }: RankedRow, levels: readonly string[], { words, situation }: Scene): string {
  const { today } = situation.record.reading.calendar;
  const evidence = state.matches.toSorted(newestFirst).map((match) => describeMatch(match, today, words));
  const known = [...new Set(evidence.filter((part) => part !== ''))];
  const more = known.length - MOST_EVIDENCE;
  const others = more > 0 ? ` ${say(words, 'more-evidence', more)}` : '';
  const shown = known.length === 0 ? '' : ` (${known.slice(0, MOST_EVIDENCE).join('; ')}${others})`;
  const level = levels[rank] ?? '';
  return `- **${row.source.label}**, ${say(words, `level-${level}`, '', level)}${shown}`;
}

/** `INR 5.1, 2026-02-27` or `Condition, 2026-03-01`: numbers of ours and dates, never words of the record. */
function describeMatch({ reference, date, value }: Match, today: number, words: NoteTexts): string {
  const type = reference.split(/[/ ]/)[0] ?? '';
  const day = date === undefined ? say(words, 'no-date') : formatRange(date, today);
  const measured = value && sayValue(words, value);
  if (type === 'Patient') return measured ?? '';
  return `${measured ?? say(words, `resource-${type.toLowerCase()}`, '', type)}, ${day}`;
}

function notesBlock(scale: string, file: ScaleFile, rulebook: Rulebook, place: Place): Block {
  const notes = new Map(
    file.rows.flatMap(({ id, source }) => {
      const note = source.notes?.[scale];
      return note === undefined ? [] : [[id, compileTemplate(note, markdown, rulebook, place)] as const];
    }),
  );
  return (scene) => {
    const rows = file.ranked(scale, scene.situation);
    const lines = rows.flatMap(({ row }) => notes.get(row.id)?.(scene) ?? []);
    return { ...NOTHING, lines: [...new Set(lines)].map((line) => `- ${line}`) };
  };
}

function holds(when: Criterion | undefined, scene: Scene): boolean {
  return (when?.ask(scene.situation) ?? 'present') === 'present';
}
