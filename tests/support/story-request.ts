// Calls about the people of fixtures/patients.
import { readdirSync } from 'node:fs';
import type { HookName } from '../../src/cds/hook-request.ts';
import type { HookRequestBody } from './case-request.ts';
import { chartRequest } from './chart-request.ts';
import type { ChartRequestOptions } from './chart-request.ts';
import { paddedChart } from './padded-chart.ts';
import { chartResources, storyBundle } from './story-chart.ts';

const PATIENTS = new URL('../../fixtures/patients/', import.meta.url);
/** Acute mid-back pain with nothing in the way: a large chart of this person still brings a card. */
const BIG_STORY = 'hannah-34-acute-mid-back-pain';

/** The names of the stories: the files of fixtures/patients without their ending. */
export function stories(): readonly string[] {
  return readdirSync(PATIENTS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** The whole body of a hook call about the patient of a story. */
export function storyRequest(story: string, hook: HookName, options: ChartRequestOptions = {}): HookRequestBody {
  return chartRequest(chartResources(storyBundle(story)), `${story}/${hook}`, hook, options);
}

/** A call about a long-time patient; its prefetch is at least `kilobytes` long as JSON, and little more. */
export function bigRequest(kilobytes: number, hook: HookName): HookRequestBody {
  const chart = chartResources(storyBundle(BIG_STORY));
  const seed = `big-${kilobytes}/${hook}`;
  const own = JSON.stringify(chartRequest(chart, seed, hook).prefetch).length;
  return chartRequest(paddedChart(chart, kilobytes * 1024 - own), seed, hook);
}
