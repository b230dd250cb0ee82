// All rules, compiled and cross-referenced: findings, scales, tallies, tables, card rules. Made once at start.
import type { ObservationItem, ObservationItems } from '../facts/observation-items.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { byId } from '../knowledge/registry.ts';
import type { Place, Placed } from '../knowledge/source-file.ts';
import { Asked } from './asked.ts';
import { compileCardRule, type CardRule, type CardRuleSource } from './card-rule.ts';
import { Compilation } from './compilation.ts';
import type { ComparisonSource, LevelSource, Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import { claim, type Criterion } from './criterion.ts';
import { predicateAt } from './expressions-at.ts';
import { compileFinding, type Finding, type FindingSource } from './finding.ts';
import { compileScaleFile, type ScaleFile, type ScaleFileSource } from './scale.ts';
import {
  flagCriterion,
  leadingCriterion,
  levelCriterion,
  rowCriterion,
  type ScaleReference,
} from './scale-criteria.ts';
import { compileTable, tableCriterion, type DecisionTable, type TableSource } from './table.ts';
import { compileTally, tallyCriterion, type Tally, type TallySource } from './tally.ts';
import { refuseRepeatedNames } from './unique-ids.ts';

/** The parts of the knowledge that a rulebook is compiled from. */
interface RulebookSources {
  readonly findings: readonly Placed<FindingSource>[];
  readonly scales: readonly Placed<ScaleFileSource>[];
  readonly tallies: readonly Placed<TallySource>[];
  readonly tables: readonly Placed<TableSource>[];
  readonly cards: readonly Placed<CardRuleSource>[];
  readonly valueSetIds: ReadonlySet<string>;
  readonly items: ObservationItems;
}

/** The compiled rules. */
export interface Rulebook {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly scaleFiles: readonly ScaleFile[];
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly tables: ReadonlyMap<string, DecisionTable>;
  readonly cards: readonly CardRule[];
  /** Compiles a further criterion (of a text block, of a suggestion) against these rules. */
  compile(source: CriterionSource, place: Place): Criterion;
  /** What was asked for in everything compiled so far. */
  readonly asked: Asked;
}

/** Compiles everything; every reference is resolved here. Throws KnowledgeError with file and line. */
export function compileRulebook(knowledge: Knowledge): Rulebook {
  return new RulebookCompiler({
    findings: knowledge.parts('findings'),
    scales: knowledge.parts('scales'),
    tallies: knowledge.parts('tallies'),
    tables: knowledge.parts('tables'),
    cards: knowledge.parts('cards'),
    valueSetIds: knowledge.valueSetIds,
    items: knowledge.items,
  }).compile();
}

class RulebookCompiler {
  readonly #sources: RulebookSources;
  readonly #findings = new Map<string, Finding>();
  readonly #scaleFiles = new Map<Placed<ScaleFileSource>, ScaleFile>();
  readonly #tallies = new Map<string, Tally>();
  readonly #tables = new Map<string, DecisionTable>();
  readonly #compilation = new Compilation();
  readonly #asked = new Asked();
  #slots = 0;

  constructor(sources: RulebookSources) {
    this.#sources = sources;
  }

  compile(): Rulebook {
    const { findings, scales, tallies, tables, cards } = this.#sources;
    byId<'id', { readonly id: string }>([...findings, ...tallies, ...tables, ...cards], 'id');
    refuseRepeatedNames(findings, scales);
    for (const { source, place } of findings) this.#finding(source.id, place);
    for (const { source, place } of tallies) this.#tally(source.id, place);
    for (const { source, place } of tables) this.#table(source.id, place);
    const lookups = this.#lookups(false);
    return {
      findings: this.#findings,
      scaleFiles: scales.map((scale) => this.#scaleFile(scale)),
      tallies: this.#tallies,
      tables: this.#tables,
      cards: cards.map(({ source, place }) =>
        compileCardRule(source, lookups, (compile) => this.#compilation.named(compile), place),
      ),
      compile: (source, place) => compileCriterion(source, lookups, place),
      asked: this.#asked,
    };
  }

  #lookups(alone: boolean): Lookups {
    return {
      slot: () => this.#slots++,
      valueSets: (names, place) => this.#valueSets(names, place),
      item: (id, place) => this.#item(id, place),
      predicate: predicateAt,
      named: (id, place) => this.#named(id, alone, place),
      level: (source, place) => this.#level(source, alone, place),
      flag: (flag, scale, place) => flagCriterion(this.#scaleOf(scale, alone, place), scale, flag, place),
      leading: (rows, place) => leadingCriterion(this.#fileWith(rows, alone, place), rows, place),
      tally: (source, place) => this.#tallyCriterion(source, place),
      table: (id, gives, place) => this.#tableCriterion(id, gives, place),
      card: (id, place) => this.#card(id, place),
    };
  }

  #isScale(name: string): boolean {
    return this.#sources.scales.some(({ source }) => source.scales.some(({ id }) => id === name));
  }

  #valueSets(names: string | readonly string[], place: Place): readonly string[] {
    const list = typeof names === 'string' ? [names] : names;
    const missing = list.find((name) => !this.#sources.valueSetIds.has(name));
    if (missing !== undefined) throw place.error(`there is no value set "${missing}"`);
    for (const name of list) this.#asked.sets.add(name);
    return list;
  }

  #item(id: string, place: Place): ObservationItem {
    const item = this.#sources.items.byId.get(id);
    if (item === undefined) throw place.error(`there is no observation item "${id}"`);
    return item;
  }

  #named(id: string, alone: boolean, place: Place): Criterion {
    this.#compilation.asksFor(id);
    this.#asked.findings.add(id);
    if (this.#sources.findings.some(({ source }) => source.id === id)) {
      const { criterion } = this.#finding(id, place);
      // Of a finding only the scales that it rests on.
      this.#compilation.inherit(id, (name) => this.#isScale(name));
      return criterion;
    }
    // A group is no row: asked for by name it would never be there.
    if (!this.#sources.scales.some(({ source }) => source.rows.some((row) => row.id === id))) {
      throw place.error(`there is no finding or scale row "${id}"`);
    }
    return rowCriterion(this.#fileWith([id], alone, place), id);
  }

  #finding(id: string, place: Place): Finding {
    const known = this.#findings.get(id);
    if (known !== undefined) return known;
    const placed = this.#sources.findings.find(({ source }) => source.id === id);
    if (placed === undefined) throw place.error(`there is no finding "${id}"`);
    const finding = this.#compilation.guarded(id, place, () => compileFinding(placed, this.#lookups(false)));
    this.#findings.set(id, finding);
    return finding;
  }

  #scaleFile(placed: Placed<ScaleFileSource>): ScaleFile {
    const known = this.#scaleFiles.get(placed);
    if (known !== undefined) return known;
    const file = this.#compilation.guarded(scaleFileName(placed.source), placed.place, () =>
      compileScaleFile(placed.source, this.#lookups(false), this.#lookups(true), placed.place),
    );
    this.#scaleFiles.set(placed, file);
    return file;
  }

  #scaleOf(scale: string, alone: boolean, place: Place): ScaleReference {
    const placed = this.#sources.scales.find(({ source }) => source.scales.some(({ id }) => id === scale));
    if (placed === undefined) throw place.error(`there is no scale "${scale}"`);
    return this.#reference(placed, alone);
  }

  #fileWith(ids: readonly string[], alone: boolean, place: Place): ScaleReference {
    const holds = ({ source }: Placed<ScaleFileSource>): boolean =>
      ids.every((id) => [...source.rows, ...(source.groups ?? [])].some((part) => part.id === id));
    const placed = this.#sources.scales.find(holds);
    if (placed === undefined) throw place.error(`there is no finding or scale row "${ids.join(', ')}"`);
    return this.#reference(placed, alone);
  }

  /** Combinations of a file ask about the file that is just being compiled; they get it when they run. */
  #reference(placed: Placed<ScaleFileSource>, alone: boolean): ScaleReference {
    const isOwn = alone && this.#compilation.isInside(scaleFileName(placed.source));
    if (isOwn) return { written: placed.source, compiled: () => this.#scaleFile(placed), alone };
    const file = this.#scaleFile(placed);
    return { written: placed.source, compiled: () => file, alone: false };
  }

  #level(source: LevelSource, alone: boolean, place: Place): Criterion {
    this.#compilation.asksFor(source.level);
    return levelCriterion(this.#scaleOf(source.level, alone, place), source, place);
  }

  #tally(id: string, place: Place): Tally {
    const known = this.#tallies.get(id);
    if (known !== undefined) return known;
    const placed = this.#sources.tallies.find(({ source }) => source.id === id);
    if (placed === undefined) throw place.error(`there is no tally "${id}"`);
    const tally = this.#compilation.guarded(id, place, () =>
      compileTally(placed.source, this.#lookups(false), placed.place),
    );
    this.#tallies.set(id, tally);
    return tally;
  }

  #tallyCriterion(source: ComparisonSource & { readonly tally: string }, place: Place): Criterion {
    const tally = this.#tally(source.tally, place.at('tally'));
    return tallyCriterion(tally, source, place);
  }

  #table(id: string, place: Place): DecisionTable {
    const known = this.#tables.get(id);
    if (known !== undefined) return known;
    const placed = this.#sources.tables.find(({ source }) => source.id === id);
    if (placed === undefined) throw place.error(`there is no table "${id}"`);
    const table = this.#compilation.guarded(id, place, () =>
      compileTable(placed.source, this.#lookups(false), placed.place),
    );
    this.#tables.set(id, table);
    return table;
  }

  #tableCriterion(id: string, gives: readonly string[], place: Place): Criterion {
    const table = this.#table(id, place.at('table'));
    // What a table asks, the card that asks the table asks.
    this.#compilation.inherit(id, () => true);
    this.#asked.addOutcomes(id, gives);
    return tableCriterion(table, gives, place);
  }

  #card(id: string, place: Place): Criterion {
    if (!this.#sources.cards.some(({ source }) => source.id === id)) throw place.error(`there is no card "${id}"`);
    return claim(true, (situation) => situation.isDue(id, situation.subject));
  }
}

function scaleFileName(source: ScaleFileSource): string {
  return source.scales.map(({ id }) => id).join('+');
}
