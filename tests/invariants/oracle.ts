// What the record means, told by the facts and scales themselves and not by the cards of the answer.
import { fixedClock } from '../../src/base/clock.ts';
import { createLog } from '../../src/base/log.ts';
import type { Card } from '../../src/cards/card.ts';
import { evaluateHook } from '../../src/cds/answer-hook.ts';
import { discoveryAnswer, type ServiceListing } from '../../src/cds/discovery.ts';
import type { Engine } from '../../src/cds/engine.ts';
import { parseHookRequest } from '../../src/cds/parse-hook-request.ts';
import type { MedicationFact } from '../../src/facts/fact.ts';
import { readMedication } from '../../src/facts/medications.ts';
import type { OrderFact } from '../../src/facts/orders.ts';
import type { PatientRecord } from '../../src/facts/patient-record.ts';
import { asArray, isObject } from '../../src/fhir/lenient.ts';
import type { RawResource } from '../../src/fhir/types.ts';
import type { Evaluation } from '../../src/rules/evaluate.ts';
import { NO_SUGGEST, type RankedRow } from '../../src/rules/ranked-rows.ts';
import type { ScaleFile } from '../../src/rules/scale.ts';
import { caseClock, caseOffsets, caseTimeZone } from '../support/case-model.ts';
import { TEST_BASE_URL } from '../support/service.ts';
import type { Case } from './patients.ts';

const clock = fixedClock(new Date(caseClock));
const log = createLog('silent');

/** The levels of a column for a person, or for a person without some drafts. */
export interface NsaidLevel {
  readonly rank: number;
  /** Ids of the matched rows that forbid proposing. */
  readonly noSuggest: readonly string[];
}

/** The record of a call, asked without cards. */
export interface Assessment {
  readonly record: PatientRecord;
  /** Rank of a group of red flags (0 none, 1 CONSIDER, 2 URGENT, 3 EMERGENT), or of all of them. */
  flagRank(groups?: readonly string[]): number;
  /** The level of a column, as it would be without some drafts. */
  nsaid(column: 'oral-nsaid' | 'topical-nsaid', without?: readonly OrderFact[]): NsaidLevel;
  /** The drug of a suggested resource by the terminology; undefined when it is no drug. */
  drugOf(resource: RawResource): MedicationFact | undefined;
  /** The value sets of a suggested service. */
  setsOf(resource: RawResource): readonly string[];
}

/** An answer with the record behind it. */
export interface Asked extends Assessment {
  readonly cards: readonly Card[];
}

/** The answer to a hook call, and the record behind it. Throws what the service throws. */
export function ask(engine: Engine, body: unknown): Asked {
  const request = parseHookRequest(body, listings(engine));
  const deps = { engine, clock, timeZone: caseTimeZone, offsetAt: caseOffsets, baseUrl: TEST_BASE_URL, log };
  const { cards, evaluation } = evaluateHook(request, deps);
  return { cards, ...assess(engine, evaluation) };
}

const listed = new WeakMap<Engine, readonly ServiceListing[]>();

function listings(engine: Engine): readonly ServiceListing[] {
  const services = listed.get(engine) ?? discoveryAnswer([engine.service.definition]).services;
  listed.set(engine, services);
  return services;
}

function assess(engine: Engine, { record, situation }: Evaluation): Assessment {
  const { reading } = record;
  const known = new Map<string, readonly RankedRow[]>();
  const rowsOf = (scale: string, without: readonly OrderFact[]): readonly RankedRow[] => {
    const key = [scale, ...without.map(({ reference }) => reference)].join(' ');
    const rows = known.get(key) ?? fileOf(engine, scale).ranked(scale, situation(without[0], new Set(without)));
    known.set(key, rows);
    return rows;
  };
  return {
    record,
    flagRank: (groups) => {
      const rows = rowsOf('red-flag', []).filter(({ row }) => groups?.includes(row.source.group ?? '') ?? true);
      return Math.max(0, ...rows.map(({ rank }) => rank));
    },
    nsaid: (column, without = []) => {
      const rows = rowsOf(column, without);
      const forbidding = rows.filter(({ row }) => row.source.flags?.[column]?.includes(NO_SUGGEST));
      return { rank: Math.max(0, ...rows.map(({ rank }) => rank)), noSuggest: forbidding.map(({ row }) => row.id) };
    },
    drugOf: (resource) => readMedication(resource, new Map(), { ...reading, notes: [] }, true),
    setsOf: (resource) => {
      const code = isObject(resource['code']) ? asArray(resource['code']['coding']) : [];
      return code
        .filter(isObject)
        .flatMap(({ system, code: value }) => reading.terminology.setsOfCode(String(system), String(value)));
    },
  };
}

function fileOf(engine: Engine, scale: string): ScaleFile {
  const file = engine.rulebook.scaleFiles.find(({ scales }) => scales.some(({ id }) => id === scale));
  if (file === undefined) throw new Error(`there is no scale ${scale}`);
  return file;
}

/** The rank of the red flags that count for the person (catalogue 3.3). */
export function flagRankInScope(one: Case, seen: Assessment): number {
  const emergentOnly = (rank: number): number => (rank === 3 ? rank : 0);
  if (one.facts.some(({ exclusion }) => exclusion === 'X3')) return emergentOnly(seen.flagRank(['CE', 'ND']));
  // Radiculopathy of the thoracic spine is mid-back pain as well.
  const isTierA = one.setting.tier === 'A' || one.facts.some(({ id }) => id === 'radiculopathy');
  return isTierA ? seen.flagRank() : emergentOnly(seen.flagRank());
}

/** Whether a drug is an NSAID, and in which column of section 4 it stands. */
export function nsaidColumn(drug: MedicationFact | undefined): 'oral-nsaid' | 'topical-nsaid' | undefined {
  if (drug === undefined || drug.route === 'local') return undefined;
  const isTopical = drug.route === 'topical';
  if (!['nsaid', ...(isTopical ? [] : ['aspirin-analgesic'])].some((set) => drug.sets.includes(set))) return undefined;
  return isTopical ? 'topical-nsaid' : 'oral-nsaid';
}
