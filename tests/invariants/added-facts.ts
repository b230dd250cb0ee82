// Two answers about the same person, one with a fact more than the other.
import { created, offers } from './invariants.ts';
import type { Fact } from './facts.ts';
import { nsaidColumn, type Asked } from './oracle.ts';

const FLAG_GROUPS = ['CE', 'ND', 'NS', 'IN', 'MA', 'TR', 'FR'] as const;

/** What later questions need of an answer: small enough to keep one for every patient. */
export interface Digest {
  /** Classes of drugs that are proposed. */
  readonly proposed: ReadonlySet<string>;
  /** Rank of the red flags, all together and by group. */
  readonly flags: readonly number[];
}

/** The digest of an answer. */
export function digestOf(asked: Asked): Digest {
  const drugs = offers(asked).flatMap(({ suggestion }) => created(suggestion).map((made) => asked.drugOf(made)));
  const classes = drugs.flatMap((drug) => [
    nsaidColumn(drug),
    drug?.sets.includes('acetaminophen') === true ? 'acetaminophen' : undefined,
  ]);
  return {
    proposed: new Set(classes.filter((name) => name !== undefined)),
    flags: [asked.flagRank(), ...FLAG_GROUPS.map((group) => asked.flagRank([group]))],
  };
}

/** Adding a contraindication never adds a suggestion of a drug of its class. */
export function addsContraindicated(fact: Fact, without: Digest, withIt: Digest): readonly string[] {
  const classes = [
    ...(fact.oral === undefined ? [] : ['oral-nsaid']),
    // With a caution the gel may well take the place of the tablet.
    ...(fact.topical === 'avoid' ? ['topical-nsaid'] : []),
    ...(fact.acetaminophen === 'blocked' ? ['acetaminophen'] : []),
  ];
  return classes
    .filter((name) => withIt.proposed.has(name) && !without.proposed.has(name))
    .map((name) => `${fact.id} brings a suggestion of the class ${name}`);
}

/** Removing evidence never raises a red flag, unless the evidence is a guard or another cause. */
export function removalRaisesFlag(fact: Fact, without: Digest, withIt: Digest): readonly string[] {
  if (fact.guard) return [];
  return without.flags.flatMap((rank, index) =>
    rank > (withIt.flags[index] ?? 0) ? [`without ${fact.id} ${FLAG_GROUPS[index - 1] ?? 'the level'} is higher`] : [],
  );
}
