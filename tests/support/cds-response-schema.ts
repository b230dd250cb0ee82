// Checks of what the service answers, by conformance row: JSON Schema first, then what a schema cannot say.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { HookAnswer, Card } from '../../src/cards/card.ts';
import type { DiscoveryAnswer } from '../../src/cds/discovery.ts';
import { ANSWER_SCHEMA, DISCOVERY_SCHEMA, REFUSAL_SCHEMA } from './cds-schemas.ts';
import { describeError, validateR4 } from './r4-schema.ts';

const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['/cards', '/services']);
const RAW_HTML = /<[a-z!/?][^>]*>/iu;
const STACK_FRAME = /\bat \S.*:\d+:\d+|node_modules|node:internal/u;
const TOKENS =
  /^(?:\{\{(?:context\.(?:patientId|userId|encounterId)|user(?:Practitioner|PractitionerRole|Patient|RelatedPerson)Id)\}\}|[^{}])*$/u;
const READ_OR_SEARCH = /^[A-Z][A-Za-z]+(?:\/\{\{[^{}]+\}\}|\?[^?#\s]+)$/u;

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
const answerSchema = ajv.compile(ANSWER_SCHEMA);
const discoverySchema = ajv.compile(DISCOVERY_SCHEMA);
const refusalSchema = ajv.compile(REFUSAL_SCHEMA);

function schemaProblems(validate: ValidateFunction, body: unknown): string[] {
  return validate(body) ? [] : (validate.errors ?? []).map(describeError);
}

/** Every place that holds null, "", [] or {}, which no answer may (W2), or a placeholder that nobody filled. */
export function emptyPlaces(value: unknown, pointer = ''): string[] {
  if (value === null || value === '') return [`${pointer || '/'} is empty (W2)`];
  if (typeof value === 'string') return value.includes('{{') ? [`${pointer || '/'} holds an unfilled placeholder`] : [];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return MAY_BE_EMPTY.has(pointer) ? [] : [`${pointer || '/'} is empty (W2)`];
  return entries.flatMap(([key, child]) => emptyPlaces(child, `${pointer}/${key}`));
}

function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function suggestionProblems(card: Card): string[] {
  const suggestions = card.suggestions ?? [];
  const recommended = suggestions.filter((suggestion) => suggestion.isRecommended).length;
  const ids = suggestions.map((suggestion) => suggestion.extension['com.midback-cds.id']);
  return [
    ...(card.selectionBehavior === 'at-most-one' && recommended > 1
      ? [`recommends ${recommended} of at-most-one (R3)`]
      : []),
    ...repeated(ids).map((id) => `offers ${id} twice`),
  ];
}

function cardProblems(card: Card): string[] {
  const why = card.extension['com.midback-cds.why'];
  return [
    ...suggestionProblems(card),
    ...(card.source.topic.code === why.rule ? [] : ['names another rule in source.topic than in why']),
    ...(card.detail !== undefined && RAW_HTML.test(card.detail) ? ['holds raw HTML in detail (T9)'] : []),
    ...repeated((card.overrideReasons ?? []).map((reason) => reason.code)).map(
      (code) => `offers the reason ${code} twice`,
    ),
  ];
}

function resourceProblems(card: Card, pointer: string): string[] {
  return (card.suggestions ?? []).flatMap((suggestion, s) =>
    suggestion.actions.flatMap((action, a) => {
      if (action.type === 'delete') return [];
      const at = `${pointer}/suggestions/${s}/actions/${a}/resource`;
      const hasId = action.type === 'create' || action.resource.id !== undefined;
      return [
        ...validateR4(action.resource).map((problem) => `${at}${problem}`),
        ...(hasId ? [] : [`${at} must say by its id which draft it updates (R4)`]),
      ];
    }),
  );
}

/** Everything in which the body of a 200 answer to a hook call breaks CDS Hooks or our own promises; empty when nothing does. */
export function validateResponse(body: unknown): string[] {
  const broken = [...schemaProblems(answerSchema, body), ...emptyPlaces(body)];
  if (broken.length > 0) return broken;
  const { cards } = body as HookAnswer; // the schema has just shown that it is one
  const uuids = cards.flatMap((card) => [card.uuid, ...(card.suggestions ?? []).map((suggestion) => suggestion.uuid)]);
  return [
    ...repeated(uuids).map((uuid) => `/ uses the uuid ${uuid} twice (R9)`),
    ...cards.flatMap((card, index) => cardProblems(card).map((problem) => `/cards/${index} ${problem}`)),
    ...cards.flatMap((card, index) => resourceProblems(card, `/cards/${index}`)),
  ];
}

function templateProblems(template: string): string[] {
  const names = (template.split('?')[1] ?? '').split('&').map((parameter) => parameter.split('=')[0] ?? '');
  return [
    ...(READ_OR_SEARCH.test(template) ? [] : ['is neither a read nor a search (D4)']),
    ...(TOKENS.test(template) ? [] : ['holds a token that clients do not know (D4)']),
    ...repeated(names).map((name) => `repeats the parameter ${name}`),
    ...names
      .filter((name) => name.includes('.') || /:(?!in$)/u.test(name))
      .map((name) => `uses ${name}, which few servers know (D4)`),
  ];
}

/** Everything in which the discovery answer breaks CDS Hooks or our own promises. */
export function validateDiscovery(body: unknown): string[] {
  const broken = [...schemaProblems(discoverySchema, body), ...emptyDiscoveryPlaces(body)];
  if (broken.length > 0) return broken;
  const { services } = body as DiscoveryAnswer; // the schema has just shown that it is one
  return [
    ...repeated(services.map((service) => `${service.id} at ${service.hook}`)).map(
      (twice) => `/services lists ${twice} twice (D3)`,
    ),
    ...services.flatMap((service, index) =>
      Object.entries(service.prefetch ?? {}).flatMap(([key, template]) =>
        templateProblems(template).map((problem) => `/services/${index}/prefetch/${key} ${problem}`),
      ),
    ),
  ];
}

// Prefetch templates are made of placeholders: those belong to the client.
function emptyDiscoveryPlaces(body: unknown): string[] {
  return emptyPlaces(body).filter((place) => !/^\/services\/\d+\/prefetch\/\S+ holds/u.test(place));
}

/** Everything in which the OperationOutcome of a refusal breaks FHIR or R10. */
export function validateOutcome(body: unknown): string[] {
  const stack = STACK_FRAME.test(JSON.stringify({ body })) ? ['/ shows a stack (R10)'] : [];
  return [...validateR4(body), ...schemaProblems(refusalSchema, body), ...emptyPlaces(body), ...stack];
}
