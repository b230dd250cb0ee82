// What a person reads when the service starts: where it is, how far it may be trusted, and one call to try.
import type { Config } from './config.ts';
import type { Doors } from './doors.ts';
import type { Engines } from './cds/languages.ts';
import { counted, siteReport } from './site-report.ts';

/** The lines after the start. The call is a whole request that answers with a card, dated by the running clock. */
export function greeting(baseUrl: string, config: Config, engines: Engines, doors: Doors): string {
  const { service, rulebook, knowledge } = engines.shipped;
  const counts = `${String(rulebook.cards.length)} cards, ${String(knowledge.valueSets.infos.size)} value sets`;
  const lines = [
    '',
    `Midback CDS: knowledge ${service.version} (${service.review}), ${counts}.`,
    'Decision support for professionals, not a substitute for judgement.',
    '',
    `  Discovery  ${baseUrl}/cds-services`,
    `  Callers    ${callersLine(config, doors)}`,
    `  Time zone  ${config.timeZone}`,
    ...(config.fixedClock === undefined
      ? []
      : [`  Clock      stands still at ${config.fixedClock}: for tests and demos only`]),
    ...siteReport(engines),
    '',
    'Try it:',
    '',
    exampleCall(`${baseUrl}/cds-services/${service.id}`, config.clock()),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

/** Who may call, and whose servers are asked for what a call leaves out. */
function callersLine({ fhirServers }: Config, { trustedClients }: Doors): string {
  if (trustedClients !== undefined) return `${counted(trustedClients, 'trusted client')}, each with its own tokens`;
  const servers = fhirServers.length === 0 ? 'no FHIR server' : fhirServers.join(', ');
  return `anybody on this machine, without tokens; fetches from ${servers}`;
}

const DAY_MS = 86_400_000;

function exampleCall(url: string, now: Date): string {
  const onset = new Date(now.getTime() - 3 * DAY_MS).toISOString().slice(0, 10);
  const body = {
    hook: 'patient-view',
    hookInstance: 'd1577c69-dfbe-44ad-ba6d-3e05e953b2ea',
    context: { userId: 'Practitioner/1', patientId: '1' },
    prefetch: {
      patient: { resourceType: 'Patient', id: '1', gender: 'female', birthDate: '1990-05-17' },
      conditions: {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [
          {
            resource: {
              resourceType: 'Condition',
              id: 'pain',
              subject: { reference: 'Patient/1' },
              clinicalStatus: { coding: [{ code: 'active' }] },
              code: { text: 'Mid-back pain' },
              onsetDateTime: onset,
            },
          },
        ],
      },
      medicationStatements: null,
      medicationRequests: null,
      allergies: null,
      laboratory: null,
      vitalSigns: null,
      scores: null,
    },
  };
  return `curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
