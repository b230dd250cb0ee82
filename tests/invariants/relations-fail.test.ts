// Every relation between two answers must be able to fail: each is shown a pair, or a knowledge, with its defect.
import { expect } from 'chai';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../../src/cds/engine.ts';
import { loadKnowledge } from '../../src/knowledge/knowledge.ts';
import { shippedEngine } from '../support/service.ts';
import { addsContraindicated, digestOf, removalRaisesFlag } from './added-facts.ts';
import { factNamed, type Fact } from './facts.ts';
import { found } from './found.ts';
import { ask } from './oracle.ts';
import { caseOf, requestFor, type Case } from './patients.ts';
import { brokenByGap, brokenByRetelling, brokenByStatements } from './retold.ts';

const withFacts = (...ids: string[]): Case => caseOf({ facts: ids.map(factNamed) });
const healthy = withFacts('hypertension');

describe('every relation between two answers can fail', function () {
  this.timeout(60_000);
  let folder: string;
  let careless: Engine;

  // A service that recommends drugs without a look at the allergies.
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'hooks-'));
    cpSync(fileURLToPath(new URL('../../hooks', import.meta.url)), folder, { recursive: true });
    const file = join(folder, 'cards/first-line.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('allergies-known, ', ''));
    careless = createEngine(loadKnowledge(folder));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('a drug that its own contraindication brings; evidence whose removal is worse', () => {
    const [gelOffered, flagged] = [withFacts('hypertension'), withFacts('fever')].map((one) =>
      digestOf(ask(shippedEngine(), requestFor(one))),
    );
    expect(addsContraindicated(factNamed('egfr-25'), found(flagged), found(gelOffered))).to.not.be.empty;
    expect(removalRaisesFlag(factNamed('hypertension'), found(flagged), found(gelOffered))).to.not.be.empty;
  });

  it('a record told in another way', () => {
    expect(brokenByRetelling(withFacts('egfr-25'), (chart) => chart.slice(0, -1), shippedEngine())).to.not.be.empty;
  });

  it('a statement that says something else', () => {
    const none: Fact = {
      id: 'doctored',
      resources: (as) => (as === 'MedicationRequest' ? factNamed('warfarin').resources(as) : []),
    };
    expect(brokenByStatements(caseOf({ facts: [none] }), shippedEngine())).to.not.be.empty;
  });

  it('unknown data that counts as none', () => {
    expect(brokenByGap(healthy, ['allergies'], shippedEngine())).to.deep.equal([]);
    expect(brokenByGap(healthy, ['allergies'], careless)).to.not.be.empty;
  });
});
