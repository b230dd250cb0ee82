// Facts that are measured: laboratory, vital signs, scores.
import { ago, coded, resource } from '../support/facts.ts';
import type { Fact, Meaning } from './facts.ts';

type Elements = Readonly<Record<string, unknown>>;

const loinc = (code: string): Elements => coded('http://loinc.org', code);

const quantity = (value: number, unit: string): Elements => ({
  valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
});

function measured(id: string, code: string, value: Elements, days: number, meaning: Meaning & { kind: string }): Fact {
  const more = { id, status: 'final', code: loinc(code), effectiveDateTime: ago(days), ...value };
  const one = resource('Observation', more);
  return { id, ...meaning, resources: () => [one] };
}

function pressure(id: string, systolic: number, diastolic: number, meaning: Meaning): Fact {
  const component = [
    { code: loinc('8480-6'), ...quantity(systolic, 'mm[Hg]') },
    { code: loinc('8462-4'), ...quantity(diastolic, 'mm[Hg]') },
  ];
  return measured(id, '85354-9', { component }, 5, { kind: 'pressure', ...meaning });
}

function lostWeight(): Fact {
  const kind = 'weight';
  const before = measured('weight-before', '29463-7', quantity(82, 'kg'), 100, { kind });
  const now = measured('weight-now', '29463-7', quantity(76, 'kg'), 5, { kind });
  const id = 'measured-weight-loss';
  return { id, kind, flag: 'urgent', resources: (as) => [...before.resources(as), ...now.resources(as)] };
}

const risky = { oral: 'avoid', topical: 'caution' } as const;

/** Results, and what the catalogue says of each (sections 3.2 and 4.2). */
export const measuredFacts: readonly Fact[] = [
  measured('egfr-25', '98979-8', quantity(25, 'mL/min/{1.73_m2}'), 30, {
    kind: 'kidney',
    oral: 'contraindicated',
    topical: 'avoid',
  }),
  measured('egfr-45', '98979-8', quantity(45, 'mL/min/{1.73_m2}'), 30, { kind: 'kidney', oral: 'caution' }),
  measured('egfr-85', '98979-8', quantity(85, 'mL/min/{1.73_m2}'), 30, { kind: 'kidney' }),
  measured('creatinine-168', '14682-9', quantity(168, 'umol/L'), 30, { kind: 'kidney' }),
  measured('potassium-6.3', '2823-3', quantity(6.3, 'mmol/L'), 10, {
    kind: 'potassium',
    oral: 'contraindicated',
    topical: 'caution',
  }),
  pressure('pressure-186', 186, 112, risky),
  measured('platelets-40', '777-3', quantity(40, '10*9/L'), 10, {
    kind: 'platelets',
    oral: 'contraindicated',
    topical: 'caution',
  }),
  measured('haemoglobin-9', '718-7', quantity(9, 'g/dL'), 10, { kind: 'haemoglobin', ...risky }),
  measured('inr-5', '6301-6', quantity(5, '{INR}'), 5, { kind: 'inr', oral: 'contraindicated', topical: 'avoid' }),
  measured('alt-200', '1742-6', quantity(200, 'U/L'), 10, { kind: 'alt', ...risky }),
  measured('weight-45', '29463-7', quantity(45, 'kg'), 20, { kind: 'weight', acetaminophen: 'capped' }),
  lostWeight(),
  measured('fever', '8310-5', quantity(38.6, 'Cel'), 1, { kind: 'temperature', flag: 'urgent' }),
  measured('crp-60', '1988-5', quantity(60, 'mg/L'), 5, { kind: 'crp' }),
  measured('pain-7', '72514-3', quantity(7, '{score}'), 1, { kind: 'pain' }),
  measured('pain-2', '72514-3', quantity(2, '{score}'), 1, { kind: 'pain' }),
];
