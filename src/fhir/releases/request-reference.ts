// What R4 calls ServiceRequest was two types in STU3. Both may use one id, so a ReferralRequest is marked in its id: the
// mark tells on the way back what it was, and keeps it apart from a ProcedureRequest with the same id.

const REFERRAL = 'ReferralRequest';
const MARK = `${REFERRAL}-`;
const STU3_REQUEST = /(^|\/)(ProcedureRequest|ReferralRequest)\/([^/]+)/;
const R4_REQUEST = /(^|\/)ServiceRequest\/(ReferralRequest-)?([^/]+)/;
const WITHOUT_ID = /^ServiceRequest(?! *\/)\b/;

/** `ServiceRequest/1` for `ProcedureRequest/1`, relative or absolute; anything else comes back as it was. */
export function referenceFromStu3(reference: string): string {
  return reference.replace(STU3_REQUEST, (_, before: string, type: string, id: string) => {
    return `${before}ServiceRequest/${type === REFERRAL ? MARK : ''}${id}`;
  });
}

/** The way back. A request that STU3 has never seen is a ProcedureRequest. */
export function referenceToStu3(reference: string): string {
  return reference
    .replace(R4_REQUEST, (_, before: string, mark: string | undefined, id: string) => {
      return `${before}${mark === undefined ? 'ProcedureRequest' : REFERRAL}/${id}`;
    })
    .replace(WITHOUT_ID, 'ProcedureRequest');
}

/** The id of a ReferralRequest once it is a ServiceRequest. */
export function markedId(id: string): string {
  return `${MARK}${id}`;
}

/** The id without the mark; `undefined` for one that has none. */
export function unmarkedId(id: unknown): string | undefined {
  return typeof id === 'string' && id.startsWith(MARK) ? id.slice(MARK.length) : undefined;
}
