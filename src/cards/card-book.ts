// Cards, compiled: summaries, detail blocks, suggestions, sources and override reasons with every reference resolved.
import type { Knowledge } from '../knowledge/knowledge.ts';
import { Place } from '../knowledge/source-file.ts';
import type { MedicationFact } from '../facts/fact.ts';
import type { CardRuleSource } from '../rules/card-rule.ts';
import type { CriterionSource } from '../rules/compile-criterion.ts';
import type { Criterion, Situation } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import { rankedRows } from '../rules/scale-criteria.ts';
import { compileBlock, type Block, type BlockSource, type Section, type SectionSource } from './detail.ts';
import { NOTE_CODES, type NoteSource, type NoteTexts } from './data-notes.ts';
import type { ActionSource, Offer, SuggestionSource } from './suggestions.ts';
import { compileTemplate, type Template } from './template.ts';
import { markdown, plain } from './text.ts';

/** Where a card's statement comes from. */
export interface CitedSource {
  readonly label: string;
  readonly url: string;
}

/** An override reason (catalogue Annex C). */
export interface OverrideReason {
  readonly code: string;
  readonly display: string;
}

/** A compiled card. */
export interface CompiledCard {
  readonly id: string;
  readonly title: string;
  readonly priority: number;
  readonly summaries: ReadonlyMap<string, Template>;
  readonly blocks: readonly Block[];
  readonly offers: readonly Offer[];
  readonly selectionBehavior: 'at-most-one' | 'any';
  readonly source: (situation: Situation) => CitedSource;
  readonly links: (situation: Situation) => readonly CitedSource[];
  readonly overrideReasons: readonly OverrideReason[];
  readonly drugOf: (situation: Situation) => MedicationFact | undefined;
}

/** All cards with what they share. */
export interface CardBook {
  readonly cards: ReadonlyMap<string, CompiledCard>;
  readonly sections: ReadonlyMap<string, Section>;
  readonly notes: NoteTexts;
  readonly overrideReasons: readonly OverrideReason[];
}

/** The text part of a card file. */
interface CardSource extends CardRuleSource {
  readonly drug?: CriterionSource;
  readonly detail: readonly BlockSource[];
  readonly suggestions?: {
    readonly behavior: 'at-most-one' | 'any';
    readonly list: readonly {
      readonly use: string;
      readonly when?: CriterionSource;
      readonly recommended?: true | CriterionSource;
    }[];
  };
  readonly source: WrittenSource | readonly WrittenSource[];
  readonly links?: readonly WrittenLink[];
  readonly overrideReasons?: readonly string[];
}

interface WrittenSource {
  readonly when?: CriterionSource;
  readonly label: string;
  readonly of: string;
}

/** A source by id, or the sources of the rows that reached a level. */
type WrittenLink = string | { readonly rows: string; readonly atLeast: string };

interface Shared {
  readonly rulebook: Rulebook;
  readonly sections: ReadonlyMap<string, Section>;
  readonly suggestions: ReadonlyMap<string, SuggestionSource>;
  readonly sources: ReadonlyMap<string, CitedSource>;
  readonly reasons: OverrideReasons;
}

interface OverrideReasons {
  readonly common: readonly string[];
  readonly all: ReadonlyMap<string, OverrideReason>;
}

/** Compiles all cards. Throws KnowledgeError with file and line. */
export function compileCardBook(knowledge: Knowledge, rulebook: Rulebook): CardBook {
  const sections = compileSections(knowledge, rulebook);
  const shared: Shared = {
    rulebook,
    sections,
    suggestions: byId(knowledge.parts<SuggestionSource>('suggestions')),
    sources: citedSources(knowledge),
    reasons: overrideReasons(knowledge),
  };
  const cards = knowledge
    .parts<CardSource>('cards')
    .map(({ source, place }): [string, CompiledCard] => [source.id, compileCard(source, shared, place)]);
  return {
    cards: new Map(cards),
    sections,
    notes: noteTexts(knowledge),
    overrideReasons: [...shared.reasons.all.values()],
  };
}

function compileCard(source: CardSource, shared: Shared, place: Place): CompiledCard {
  const { rulebook } = shared;
  const drug = source.drug === undefined ? undefined : rulebook.compile(source.drug, place.at('drug'));
  const codes = [...shared.reasons.common, ...(source.overrideReasons ?? [])];
  return {
    id: source.id,
    title: source.title,
    priority: source.priority,
    summaries: new Map(
      source.variants.map(({ id, summary }, index) => [
        id,
        compileTemplate(summary, plain, rulebook, place.at('variants', index, 'summary')),
      ]),
    ),
    blocks: source.detail.map((block, index) =>
      compileBlock(block, shared.sections, rulebook, place.at('detail', index)),
    ),
    offers: (source.suggestions?.list ?? []).map((entry, index) =>
      compileOffer(entry, shared, place.at('suggestions', 'list', index)),
    ),
    selectionBehavior: source.suggestions?.behavior ?? 'any',
    source: compileSource([source.source].flat(), shared, place.at('source')),
    links: compileLinks(source.links ?? [], shared, place.at('links')),
    overrideReasons: [...new Set(codes)].map((code) => found(shared.reasons.all, code, place.at('overrideReasons'))),
    drugOf: (situation) => firstDrug(drug, situation),
  };
}

/** The current drug that a card names: the first medication that the criterion finds. */
function firstDrug(drug: Criterion | undefined, situation: Situation): MedicationFact | undefined {
  if (drug?.ask(situation) !== 'present') return undefined;
  const reference = drug.matches(situation)[0]?.reference;
  return situation.record.medications.all.find((fact) => fact.reference === reference);
}

function compileOffer(
  entry: NonNullable<CardSource['suggestions']>['list'][number],
  { rulebook, suggestions }: Shared,
  place: Place,
): Offer {
  const source = found(suggestions, entry.use, place.at('use'));
  const { when, recommended } = entry;
  return {
    source,
    actions: source.actions.flatMap((action) => expand(action, suggestions, place)),
    when: when === undefined ? undefined : rulebook.compile(when, place.at('when')),
    recommended:
      recommended === undefined || recommended === true
        ? recommended
        : rulebook.compile(recommended, place.at('recommended')),
  };
}

function expand(
  action: ActionSource,
  suggestions: ReadonlyMap<string, SuggestionSource>,
  place: Place,
): Offer['actions'] {
  if (!('use' in action)) return [action];
  return found(suggestions, action.use, place.at('use')).actions.flatMap((inner) => {
    if ('use' in inner) throw place.error(`"${action.use}" uses another suggestion itself; one step is the limit`);
    return [inner];
  });
}

function compileSource(
  written: readonly WrittenSource[],
  { rulebook, sources }: Shared,
  place: Place,
): (situation: Situation) => CitedSource {
  const choices = written.map(({ when, label, of }, index) => ({
    when: when === undefined ? undefined : rulebook.compile(when, place.at(index, 'when')),
    cited: { label, url: found(sources, of, place.at('of')).url },
  }));
  const last = choices.at(-1);
  if (last === undefined || last.when !== undefined) throw place.error('the last source must have no condition');
  return (situation) => (choices.find(({ when }) => (when?.ask(situation) ?? 'present') === 'present') ?? last).cited;
}

function compileLinks(
  written: readonly WrittenLink[],
  { rulebook, sources }: Shared,
  place: Place,
): (situation: Situation) => readonly CitedSource[] {
  const parts = written.map((link, index) =>
    typeof link === 'string'
      ? constant([found(sources, link, place.at(index))])
      : rowLinks(link, rulebook, sources, place.at(index)),
  );
  return (situation) => [...new Set(parts.flatMap((part) => part(situation)))];
}

function constant<T>(value: T): () => T {
  return () => value;
}

function rowLinks(
  { rows, atLeast }: Exclude<WrittenLink, string>,
  rulebook: Rulebook,
  sources: ReadonlyMap<string, CitedSource>,
  place: Place,
): (situation: Situation) => readonly CitedSource[] {
  const file = rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === rows));
  const least = file?.scales.find(({ id }) => id === rows)?.levels.indexOf(atLeast) ?? -1;
  if (file === undefined || least < 0) throw place.error(`there is no level "${atLeast}" of a scale "${rows}"`);
  for (const row of file.rows) for (const id of row.source.source ?? []) found(sources, id, place);
  return (situation) =>
    rankedRows(file, rows, situation)
      .filter(({ rank }) => rank >= least)
      .flatMap(({ row }) => (row.source.source ?? []).flatMap((id) => sources.get(id) ?? []));
}

function compileSections(knowledge: Knowledge, rulebook: Rulebook): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>();
  for (const { source, place } of knowledge.parts<SectionSource>('sections')) {
    if (sections.has(source.id)) throw place.at('id').error(`the section "${source.id}" is there twice`);
    sections.set(source.id, {
      source,
      text: compileTemplate(source.text.trim(), markdown, rulebook, place.at('text')),
      when: source.when === undefined ? undefined : rulebook.compile(source.when, place.at('when')),
    });
  }
  return sections;
}

function citedSources(knowledge: Knowledge): ReadonlyMap<string, CitedSource> {
  const { sources } = knowledge.single('sources').data as {
    readonly sources: readonly { readonly id: string; readonly label: string; readonly url: string }[];
  };
  return new Map(sources.map(({ id, label, url }) => [id, { label, url }]));
}

function overrideReasons(knowledge: Knowledge): OverrideReasons {
  const { common, reasons } = knowledge.single('override-reasons').data as {
    readonly common: readonly string[];
    readonly reasons: readonly OverrideReason[];
  };
  return { common, all: new Map(reasons.map((reason) => [reason.code, reason])) };
}

function noteTexts(knowledge: Knowledge): NoteTexts {
  const file = knowledge.single('notes');
  const { notes } = file.data as { readonly notes: readonly NoteSource[] };
  const texts = new Map(notes.map(({ code, text }) => [code, text]));
  const missing = NOTE_CODES.find((code) => !texts.has(code));
  if (missing !== undefined) throw new Place(file).error(`there is no text for the note "${missing}"`);
  return texts;
}

function byId<T extends { readonly id: string }>(
  parts: readonly { readonly source: T; readonly place: Place }[],
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const { source, place } of parts) {
    if (map.has(source.id)) throw place.at('id').error(`the id "${source.id}" is used twice`);
    map.set(source.id, source);
  }
  return map;
}

function found<T>(map: ReadonlyMap<string, T>, id: string, place: Place): T {
  const value = map.get(id);
  if (value === undefined) throw place.error(`there is no "${id}"`);
  return value;
}
