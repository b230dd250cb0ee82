// The service as hooks/services defines it: its name, hooks, prefetch templates, limits, and the gate before all rules.
import { codesToRequest } from '../facts/observation-items.ts';
import type { CardSettings } from '../cards/assemble.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { Place } from '../knowledge/source-file.ts';
import type { CriterionSource } from '../rules/compile-criterion.ts';
import type { ServiceDefinition } from './discovery.ts';
import type { HookName } from './hook-request.ts';

/** hooks/services/<id>.yaml, after the schema. */
interface ServiceSource {
  readonly id: string;
  readonly title: string;
  /** `{{version}}` and `{{review}}` are filled in. */
  readonly description: string;
  readonly usageRequirements: string;
  readonly version: string;
  readonly review: string;
  readonly hooks: readonly HookName[];
  /** Asked first: without it no rule is asked and no card is sent. */
  readonly when: CriterionSource;
  readonly limits: CardSettings['limits'];
  readonly caps: CardSettings['caps'];
  /** The table whose outcome rates an imaging order (catalogue 6.6). */
  readonly ratingTable: string;
  readonly attachRatingExtension: boolean;
  readonly prefetch: Readonly<Record<string, string>>;
}

/** The service, ready for discovery and for answering. */
export interface Service extends Omit<ServiceSource, 'hooks' | 'description' | 'prefetch'> {
  readonly definition: ServiceDefinition;
  readonly place: Place;
}

/** Longer URLs are cut by servers on the way (spec/interop.md). */
const LONGEST_TEMPLATE = 1500;
const CODES = /\{\{codes ([A-Za-z]+)\}\}/g;
const SET = /\{\{set ([a-z0-9-]+)\}\}/g;

/** Reads the service from the knowledge. Throws KnowledgeError. */
export function readService(knowledge: Knowledge): Service {
  const file = knowledge.single('service');
  const place = new Place(file);
  const source = file.data as ServiceSource;
  const prefetch = Object.fromEntries(
    Object.entries(source.prefetch).map(([key, template]) => [
      key,
      fillTemplate(template, knowledge, place.at('prefetch', key)),
    ]),
  );
  const description = source.description
    .trim()
    .replaceAll('{{version}}', source.version)
    .replaceAll('{{review}}', source.review);
  const { id, title, usageRequirements } = source;
  const hooks = source.hooks.map((hook) => ({ hook, prefetch }));
  return { ...source, definition: { id, title, description, usageRequirements, hooks }, place };
}

/** `{{set saddle-anaesthesia}}` becomes the codes of a value set; `{{codes laboratory}}` becomes the codes of all items that come under the key, so that template and table cannot differ. */
function fillTemplate(template: string, { items, valueSets }: Knowledge, place: Place): string {
  const withSets = template.replace(SET, (_, id: string) => {
    const codes = valueSets.concepts.filter(({ set }) => set === id).map(({ system, code }) => `${system}|${code}`);
    if (codes.length === 0) throw place.error(`the value set "${id}" lists no codes`);
    return codes.join(',');
  });
  const filled = withSets.replace(CODES, (_, key: string) => {
    const codes = codesToRequest(items, key);
    if (codes.length === 0) throw place.error(`no observation item comes under "${key}"`);
    return codes.join(',');
  });
  if (filled.length > LONGEST_TEMPLATE) {
    throw place.error(
      `the template is ${String(filled.length)} characters long; ${String(LONGEST_TEMPLATE)} is the limit`,
    );
  }
  return filled;
}
