// Cards, compiled: summaries, detail blocks, suggestions, sources and override reasons with every reference resolved.
import type { Knowledge } from '../knowledge/knowledge.ts';
import { SHIPPED_LANGUAGE } from '../knowledge/language-folders.ts';
import { byId, found, placed } from '../knowledge/registry.ts';
import { Place } from '../knowledge/source-file.ts';
import type { MedicationFact } from '../facts/fact.ts';
import type { CardRuleSource } from '../rules/card-rule.ts';
import type { CriterionSource } from '../rules/compile-criterion.ts';
import type { Criterion, Situation } from '../rules/criterion.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import {
  citedSources,
  compileLinks,
  compileSource,
  type CitedSource,
  type WrittenLink,
  type WrittenSource,
} from './citations.ts';
import { newestFirst } from './dates.ts';
import { compileBlock, type Block, type BlockSource, type Section, type SectionSource } from './detail.ts';
import { NOTE_CODES, type NoteSource, type NoteTexts } from './data-notes.ts';
import { overrideReasons, type OverrideReason, type OverrideReasons } from './override-reasons.ts';
import { suggestionBook, type KnownSuggestion } from './suggestion-book.ts';
import type { Offer } from './suggestions.ts';
import { compileTemplate, type Template } from './template.ts';
import { markdown, plain } from './text.ts';
import { numbersIn } from './numbers.ts';

/** A compiled card. */
export interface CompiledCard {
  readonly id: string;
  /** The rule that clients see. */
  readonly rule: string;
  /** For the patient: no codes to set it aside, no line about the data. */
  readonly isPlain: boolean;
  readonly title: string;
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

interface Shared {
  readonly rulebook: Rulebook;
  readonly sections: ReadonlyMap<string, Section>;
  readonly suggestions: ReadonlyMap<string, KnownSuggestion>;
  readonly sources: ReadonlyMap<string, CitedSource>;
  readonly reasons: OverrideReasons;
}

/** Compiles all cards; `language` is the one of the knowledge's texts. Throws KnowledgeError with file and line. */
export function compileCardBook(knowledge: Knowledge, rulebook: Rulebook, language = SHIPPED_LANGUAGE): CardBook {
  const sections = compileSections(knowledge, rulebook);
  const shared: Shared = {
    rulebook,
    sections,
    suggestions: suggestionBook(knowledge),
    sources: citedSources(knowledge),
    reasons: overrideReasons(knowledge),
  };
  const cards = knowledge
    .parts<CardSource>('cards')
    .map(({ source, place }): [string, CompiledCard] => [source.id, compileCard(source, shared, place)]);
  return {
    cards: new Map(cards),
    sections,
    notes: noteTexts(knowledge, language),
    overrideReasons: [...shared.reasons.all.values()],
  };
}

function compileCard(source: CardSource, shared: Shared, place: Place): CompiledCard {
  const { rulebook } = shared;
  const drug = source.drug === undefined ? undefined : rulebook.compile(source.drug, place.at('drug'));
  const reasons = placed(source.overrideReasons, place.at('overrideReasons'));
  for (const { source: code, place: at } of reasons) found(shared.reasons.all, code, at);
  const isPlain = source.audience === 'patient';
  const codes = new Set([...(isPlain ? [] : shared.reasons.common), ...(source.overrideReasons ?? [])]);
  return {
    id: source.id,
    rule: source.rule ?? source.id,
    isPlain,
    title: source.title,
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
    source: compileSource(source.source, shared, place.at('source')),
    links: compileLinks(source.links ?? [], shared, place.at('links')),
    overrideReasons: [...codes].flatMap((code) => shared.reasons.all.get(code) ?? []),
    drugOf: (situation) => firstDrug(drug, situation),
  };
}

/** The current drug that a card names: the newest medication that the criterion finds. */
function firstDrug(drug: Criterion | undefined, situation: Situation): MedicationFact | undefined {
  if (drug?.ask(situation) !== 'present') return undefined;
  const reference = drug.matches(situation).toSorted(newestFirst)[0]?.reference;
  return situation.record.medications.all.find((fact) => fact.reference === reference);
}

function compileOffer(
  entry: NonNullable<CardSource['suggestions']>['list'][number],
  { rulebook, suggestions }: Shared,
  place: Place,
): Offer {
  const { when, recommended } = entry;
  return {
    ...found(suggestions, entry.use, place.at('use')),
    when: when === undefined ? undefined : rulebook.compile(when, place.at('when')),
    recommended:
      recommended === undefined || recommended === true
        ? recommended
        : rulebook.compile(recommended, place.at('recommended')),
  };
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

function noteTexts(knowledge: Knowledge, language: string): NoteTexts {
  const file = knowledge.single('notes');
  const { notes } = file.data as { readonly notes: readonly NoteSource[] };
  const known = byId(placed(notes, new Place(file, ['notes'])), 'code');
  const missing = NOTE_CODES.find((code) => !known.has(code));
  if (missing !== undefined) throw new Place(file).error(`there is no text for the note "${missing}"`);
  return { get: (code) => known.get(code)?.text, number: numbersIn(language) };
}
