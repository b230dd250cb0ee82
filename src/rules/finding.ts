// Named questions: hooks/findings.
import type { Placed } from '../knowledge/source-file.ts';
import type { Lookups } from './compile-context.ts';
import { compileCriterion, type CriterionSource } from './compile-criterion.ts';
import { labelled, remembered, type Criterion, type Situation, type Wording } from './criterion.ts';

/** A named question as written. */
export interface FindingSource {
  readonly id: string;
  readonly label: string;
  readonly find: CriterionSource;
}

/** A compiled finding. */
export interface Finding {
  readonly source: FindingSource;
  readonly criterion: Criterion;
}

/** Compiles a finding: asked once, its evidence under its label. */
export function compileFinding({ source, place }: Placed<FindingSource>, lookups: Lookups): Finding {
  const inner = compileCriterion(source.find, lookups, place.at('find'));
  const ask = remembered(lookups.slot(), inner.usesSubject, (situation: Situation) => inner.ask(situation));
  const matches = (situation: Situation) => labelled(inner.matches(situation), source.label);
  const wording: Wording = { text: `${source.id} (${source.label})`, parts: 'same', of: [inner] };
  return { source, criterion: { usesSubject: inner.usesSubject, ask, matches, wording } };
}
