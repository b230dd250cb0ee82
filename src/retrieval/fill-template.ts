// A prefetch template with the values of one call (CDS Hooks 2.0, "Prefetch Tokens"; conformance D4).
import type { HookRequest } from '../cds/hook-request.ts';

const TOKEN = /\{\{([^{}]*)\}\}/g;
/** What FHIR allows as an id: anything else would change the query around it. Dots alone would climb out of it. */
const FHIR_ID = /^(?!\.+$)[A-Za-z0-9\-.]{1,64}$/;

/** The query, below the FHIR server's base URL; undefined when the call has no value for a token. */
export function fillTemplate(template: string, request: HookRequest): string | undefined {
  const tokens = [...template.matchAll(TOKEN)].map(([, token = '']) => token.trim());
  if (!tokens.every((token) => isPlain(valueOf(token, request)))) return undefined;
  const filled = template.replace(TOKEN, (_, token: string) => valueOf(token.trim(), request) ?? '');
  // Servers in wide use refuse the separator of token searches when it is not encoded.
  return filled.replaceAll('|', '%7C');
}

function isPlain(value: string | undefined): boolean {
  return value?.split('/').every((part) => FHIR_ID.test(part)) === true;
}

function valueOf(token: string, { patientId, encounterId, userId }: HookRequest): string | undefined {
  if (token === 'context.patientId') return patientId;
  if (token === 'context.encounterId') return encounterId;
  if (token === 'context.userId') return userId;
  const [type = '', id] = userId.split('/');
  return token === `user${type}Id` ? id : undefined;
}
