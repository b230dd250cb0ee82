import { expect } from 'chai';
import { discoveryAnswer, SPECIFICATION_VERSION } from '../../src/cds/discovery.ts';

const service = {
  id: 'back',
  title: 'Back',
  description: 'Advice on backs.',
  hooks: [
    { hook: 'patient-view', prefetch: { patient: 'Patient/{{context.patientId}}' } },
    { hook: 'order-sign', prefetch: {} },
  ],
} as const;

describe('discovery', () => {
  it('D1 W2 answers an empty list when there is no service', () => {
    expect(discoveryAnswer([])).to.deep.equal({ services: [] });
  });

  it('D2 gives hook, id, title, description, version and prefetch', () => {
    expect(discoveryAnswer([service]).services[0]).to.deep.equal({
      hook: 'patient-view',
      hookVersion: '1.0',
      id: 'back',
      title: 'Back',
      description: 'Advice on backs.',
      version: SPECIFICATION_VERSION,
      prefetch: { patient: 'Patient/{{context.patientId}}' },
    });
  });

  it('D3 lists one id once for each of its hooks', () => {
    const listed = discoveryAnswer([service]).services.map(({ id, hook }) => `${id} ${hook}`);
    expect(listed).to.deep.equal(['back patient-view', 'back order-sign']);
  });

  it('W2 leaves out what is empty', () => {
    const services = discoveryAnswer([{ ...service, usageRequirements: '' }]).services;
    expect(services[0]).to.not.have.property('usageRequirements');
    expect(services[1]).to.not.have.property('prefetch');
  });

  it('D2 tells the requirements of use where there are some', () => {
    const services = discoveryAnswer([{ ...service, usageRequirements: 'Ask first.' }]).services;
    expect(services[0]).to.include({ usageRequirements: 'Ask first.' });
  });
});
