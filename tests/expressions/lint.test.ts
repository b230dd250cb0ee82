// What is refused at load, and what a clinician is told to write instead.
import { expect } from 'chai';
import { compilePredicate } from '../../src/expressions/predicate.ts';
import { refusalOf } from './refusal-of.ts';

describe('an element', () => {
  it('must exist in R4', () => {
    expect(refusalOf('onsett.exists()')).to.match(
      /^Condition has no element "onsett" in FHIR R4: there are .*onset, /u,
    );
    expect(refusalOf('evidence.coding.exists()')).to.contain('evidence (of type Condition.evidence)');
    expect(refusalOf("code.exists(displayed = 'a')")).to.contain('there are coding, text');
    expect(refusalOf('constructor.exists()')).to.contain('no element "constructor"');
  });

  it('may be inherited or defined elsewhere', () => {
    for (const expression of [
      'id.exists()',
      'meta.tag.exists()',
      'code.coding.extension.exists()',
      'status.exists()',
    ]) {
      expect(() => compilePredicate(expression, 'Observation'), expression).not.to.throw();
    }
    expect(() => compilePredicate('component.referenceRange.low.exists()', 'Observation')).not.to.throw();
  });

  it('with several types goes by its base name', () => {
    expect(refusalOf("valueQuantity < 30 'mL/min'", 'Observation')).to.contain(
      'FHIRPath writes value, and for this type alone value.ofType(Quantity)',
    );
    expect(refusalOf('onsetDateTime.exists()')).to.contain('onset.ofType(dateTime)');
    expect(refusalOf('component.valueString.exists()', 'Observation')).to.contain('value.ofType(string)');
  });

  it('of a plain value is refused', () => {
    expect(refusalOf("recordedDate.value = '2026'")).to.contain('it is the value itself, leave ".value" out');
    expect(refusalOf('status.coding.exists()', 'Observation')).to.contain('leave ".coding" out');
  });

  it('is not named after a type', () => {
    expect(refusalOf('Observation.code.exists()')).to.contain('leave the type name out');
    expect(refusalOf('code.exists(Condition.id.exists())')).to.contain('leave the type name out');
  });

  it('is not a function without brackets', () => {
    expect(refusalOf('code.coding.exists')).to.contain('a function has brackets, write exists(...)');
  });
});

describe('a comparison', () => {
  it('of a path that can repeat is refused, with the same question put to each value', () => {
    expect(refusalOf("verificationStatus.coding.code = 'refuted'")).to.equal(
      'verificationStatus.coding.code can hold several values, and this question needs one: ' +
        "write verificationStatus.coding.exists(code = 'refuted') " +
        "or verificationStatus.coding.where(code = 'refuted').exists()",
    );
  });

  it('is refused so on either side, with every operator, and behind where(...)', () => {
    const refused = [
      ["'refuted' = verificationStatus.coding.code", "exists('refuted' = code)"],
      ["verificationStatus.coding.code != 'refuted'", "exists(code != 'refuted')"],
      ["verificationStatus.coding.code ~ 'refuted'", "exists(code ~ 'refuted')"],
      ["verificationStatus.coding.code in ('a' | 'b')", "exists(code in ('a' | 'b'))"],
      ["code.coding.where(system = 's').code = 'a'", "code.coding.where(system = 's').exists(code = 'a')"],
      ["evidence.code.coding.code = 'a'", "evidence.code.coding.exists(code = 'a')"],
      ['note.time.dateOf() < %today', 'note.exists(time.dateOf() <= %today)'],
      ["note.text.startsWith('a')", "note.exists(text.startsWith('a'))"],
    ] as const;
    for (const [expression, instead] of refused) expect(refusalOf(expression), expression).to.contain(instead);
    expect(refusalOf("component.referenceRange.low < 3 'mg'", 'Observation')).to.contain("exists(low < 3 'mg')");
    expect(refusalOf('code.coding.code = code.text')).to.contain('code.coding.exists(...)');
  });

  it('with a list needs "in"', () => {
    expect(refusalOf("status = ('final' | 'amended')", 'Observation')).to.contain(
      "write status in ('final' | 'amended')",
    );
  });

  it('of whole concepts and references is refused', () => {
    expect(refusalOf("verificationStatus = 'refuted'")).to.contain("verificationStatus.coding.exists(code = '...')");
    expect(refusalOf("code.coding.exists($this = 'a')")).to.contain('write $this.code');
    expect(refusalOf("subject = 'Patient/1'")).to.contain('write subject.reference');
  });

  it('of different kinds is refused', () => {
    expect(refusalOf("birthDate < '1960-01-01'", 'Patient')).to.contain('a date is written as @2026-03-02');
    expect(refusalOf('value.ofType(Quantity) < 30', 'Observation')).to.contain("as in 30 'mL/min'");
    expect(refusalOf('status = true', 'Observation')).to.contain('status is a text and true a boolean');
    expect(refusalOf("status < 'final'", 'Observation')).to.contain('"<" compares number, date, quantity');
  });

  it('of an element with several types needs one of them', () => {
    expect(refusalOf("value < 30 'mL/min'", 'Observation')).to.contain('choose one, as in value.ofType(Quantity)');
    expect(refusalOf("value = 'Yes'", 'Observation')).to.contain('choose one, as in value.ofType(string)');
    expect(refusalOf('onset <= %today')).to.contain('choose one, as in onset.ofType(dateTime).dateOf()');
    expect(refusalOf('onset.dateOf() <= %today')).to.contain('onset.ofType(dateTime).dateOf()');
  });

  it('of moments is refused, since it would depend on the time zone of the server', () => {
    expect(refusalOf('recordedDate <= %today', 'Condition')).to.contain('write recordedDate.dateOf()');
    expect(refusalOf('issued <= %today', 'Observation')).to.contain('write issued.dateOf()');
    expect(refusalOf('recordedDate = @2026-03-02T10:00')).to.contain('as in @2026-03-02');
  });

  it('of quantities for equality is refused, since it hides that the record has no unit', () => {
    expect(refusalOf("value.ofType(Quantity) = 30 'mg'", 'Observation')).to.contain('(quantities: use <= and >=)');
  });

  it('with nothing is refused', () => {
    expect(refusalOf('code = {}')).to.contain('ask with .empty() or .exists()');
  });

  it('needs dates and units that exist', () => {
    expect(refusalOf('birthDate < @2026-02-30', 'Patient')).to.equal('@2026-02-30 is no date of the calendar');
    expect(refusalOf("value.ofType(Quantity) < 30 'mL/mn'", 'Observation')).to.contain("'mL/mn' is no unit of UCUM");
  });
});

describe('the outcome', () => {
  it('of the whole must be one true or false', () => {
    expect(refusalOf('code')).to.contain('must come out as true or false, but code is of type CodeableConcept');
    expect(refusalOf('verificationStatus.coding.code')).to.contain('ask verificationStatus.coding.code.exists()');
    expect(refusalOf('value', 'Observation')).to.contain('choose one, as in value.ofType(boolean)');
    expect(refusalOf('dosageInstruction.asNeeded.ofType(boolean)', 'MedicationRequest')).to.contain('exists(');
    expect(refusalOf('%today')).to.contain('the expression must come out as true or false');
  });

  it('of every part that is combined or negated must be true or false', () => {
    expect(refusalOf('code and subject.exists()')).to.contain('both sides of "and"');
    expect(refusalOf('code.exists() implies subject')).to.contain('both sides of "implies"');
    expect(refusalOf('code.not()')).to.contain('what not() negates');
    expect(refusalOf('code.coding.exists(code)')).to.contain('what exists(...) asks must come out as true or false');
  });

  it('of a criterion is not a bare element, which would be a hit even when recorded as false', () => {
    const asNeeded = 'asNeeded.ofType(boolean)';
    for (const name of ['where', 'exists']) {
      const call = `dosageInstruction.${name}(${asNeeded})`;
      expect(refusalOf(name === 'where' ? `${call}.exists()` : call, 'MedicationRequest')).to.contain(
        `write ${asNeeded} = true`,
      );
    }
    expect(() => compilePredicate(`dosageInstruction.all(${asNeeded})`, 'MedicationRequest')).not.to.throw();
  });
});
