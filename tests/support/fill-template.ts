// A second, plain reading of the placeholder rule of hooks/suggestions, to check the templates without the engine.

const PLACEHOLDER = /\{\{([A-Za-z.]+)\}\}/gu;

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** Fills a template; an element whose placeholder has no value is left out, and so is what becomes empty by that. */
export function fillTemplate(template: Json, values: Readonly<Record<string, string>>): Json | undefined {
  if (typeof template === 'string') return fillText(template, values);
  if (typeof template !== 'object') return template;
  if (Array.isArray(template)) {
    const items = (template as readonly Json[]).map((item) => fillTemplate(item, values)).filter(isPresent);
    return items.length > 0 ? items : undefined;
  }
  const entries = Object.entries(template).flatMap(([key, child]) => {
    const filled = fillTemplate(child, values);
    return filled === undefined ? [] : [[key, filled] as const];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function fillText(text: string, values: Readonly<Record<string, string>>): string | undefined {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  if (names.some((name) => values[name] === undefined)) return undefined;
  return text.replace(PLACEHOLDER, (_, name: string) => values[name] ?? '');
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}
