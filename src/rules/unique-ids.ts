// Ids that rules refer to each other by: each one stands for one thing.
import type { Placed } from '../knowledge/source-file.ts';
import { byId, placed } from '../knowledge/registry.ts';
import type { ScaleFileSource } from './scale.ts';

interface WithId {
  readonly id: string;
}

/** Throws KnowledgeError when two scales, two groups, or two things that criteria name (findings, rows) share an id. */
export function refuseRepeatedNames(
  findings: readonly Placed<WithId>[],
  files: readonly Placed<ScaleFileSource>[],
): void {
  const listed = (key: 'rows' | 'groups' | 'scales'): readonly Placed<WithId>[] =>
    files.flatMap(({ source, place }) => placed<WithId>(source[key], place.at(key)));
  byId([...findings, ...listed('rows')], 'id');
  byId(listed('groups'), 'id');
  byId(listed('scales'), 'id');
}
