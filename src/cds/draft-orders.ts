// The orders of a call and which of them are selected (conformance C5 to C7; reading A30).
import { text } from '../fhir/lenient.ts';
import type { RawResource } from '../fhir/types.ts';
import { bundleContents, type BundledResource } from './bundle-contents.ts';

/** The draft resources, and every name by which a selection may mean one of them. */
export interface DraftOrders {
  readonly orders: readonly RawResource[];
  readonly references: ReadonlyMap<string, string>;
}

/** Opens `context.draftOrders`; undefined when it is no Bundle. */
export function readDraftOrders(value: unknown): DraftOrders | undefined {
  const bundle = bundleContents(value);
  if (bundle === undefined) return undefined;
  const orders: RawResource[] = [];
  const references = new Map<string, string>();
  for (const bundled of bundle.contents) {
    const order = withId(bundled);
    orders.push(order);
    for (const name of namesOf(order, text(bundled.fullUrl))) {
      if (!references.has(name)) references.set(name, `${order.resourceType}/${String(order.id)}`);
    }
  }
  return { orders, references };
}

/** The relative references of the selected orders; selections that name no draft order are passed over. */
export function selectedOrders(selections: readonly unknown[], drafts: DraftOrders): readonly string[] {
  const selected = new Set<string>();
  for (const selection of selections) {
    const name = text(selection);
    if (name === undefined) continue;
    const reference = drafts.references.get(name) ?? drafts.references.get(relativeReference(name));
    if (reference !== undefined) selected.add(reference);
  }
  return [...selected];
}

/** An order without id gets the one that its entry's fullUrl ends in, so that advice can refer to it. */
function withId({ resource, fullUrl }: BundledResource): RawResource {
  if (text(resource.id) !== undefined) return resource;
  const id = text(fullUrl)?.split(/[/:]/).at(-1);
  return id === undefined || id === '' ? resource : { ...resource, id };
}

function namesOf(order: RawResource, fullUrl: string | undefined): readonly string[] {
  if (text(order.id) === undefined) return [];
  const relative = `${order.resourceType}/${String(order.id)}`;
  return fullUrl === undefined ? [relative, String(order.id)] : [relative, fullUrl, String(order.id)];
}

/** `Type/id` out of an absolute or a versioned reference. */
function relativeReference(reference: string): string {
  const parts = reference.split('/');
  const history = parts.indexOf('_history');
  return parts
    .slice(0, history < 0 ? parts.length : history)
    .slice(-2)
    .join('/');
}
