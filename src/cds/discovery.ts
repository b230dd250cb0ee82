// What a client learns before its first call (CDS Hooks 2.0, "Discovery"; conformance D1 to D4).
import type { HookName } from './hook-request.ts';

/** A service as the knowledge defines it: one id, one description, one prefetch for each of its hooks. */
export interface ServiceDefinition {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly usageRequirements?: string;
  readonly hooks: readonly {
    readonly hook: HookName;
    readonly prefetch: Readonly<Record<string, string>>;
  }[];
}

/** One entry of the discovery answer: a service at one of its hooks (D3: the same id may be listed for several). */
export interface ServiceListing {
  readonly hook: HookName;
  readonly hookVersion: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly usageRequirements?: string;
  readonly prefetch?: Readonly<Record<string, string>>;
}

/** The body of the discovery answer. */
export interface DiscoveryAnswer {
  readonly services: readonly ServiceListing[];
}

/** The release of CDS Hooks that is implemented (D2). */
export const SPECIFICATION_VERSION = '2.0.1';

const HOOK_VERSIONS: Readonly<Record<HookName, string>> = {
  'patient-view': '1.0',
  'order-select': '1.0',
  'order-sign': '1.1',
};

/** Lists every service once for each of its hooks. */
export function discoveryAnswer(services: readonly ServiceDefinition[]): DiscoveryAnswer {
  return { services: services.flatMap((service) => service.hooks.map((served) => listing(service, served))) };
}

function listing(service: ServiceDefinition, served: ServiceDefinition['hooks'][number]): ServiceListing {
  const { usageRequirements } = service;
  return {
    hook: served.hook,
    hookVersion: HOOK_VERSIONS[served.hook],
    id: service.id,
    title: service.title,
    description: service.description,
    version: SPECIFICATION_VERSION,
    // W2: what is empty is left out.
    ...(usageRequirements === undefined || usageRequirements === '' ? {} : { usageRequirements }),
    ...(Object.keys(served.prefetch).length === 0 ? {} : { prefetch: served.prefetch }),
  };
}
