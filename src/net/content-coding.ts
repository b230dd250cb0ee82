// Undoes the content coding of a body, and stops where the decoded bytes pass their limit.
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { GuardedRequestError } from './guarded-request-error.ts';

/** The codings that are understood, as Accept-Encoding lists them. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br';

type Decoder = (coded: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', inflateEither],
  ['br', promisify(brotliDecompress)],
]);

/** Undoes a coding. */
export interface BodyDecoder {
  /** Whether bytes come out as they go in. */
  readonly identity: boolean;
  decode(coded: Buffer, maxBytes: number): Promise<Buffer>;
}

/** What undoes the coding that a Content-Encoding header names; throws for one that is unknown, or several. */
export function decoderOf(contentEncoding: string): BodyDecoder {
  const coding = contentEncoding.trim().toLowerCase();
  if (coding === '' || coding === 'identity') return { identity: true, decode: (body) => Promise.resolve(body) };
  const decoder = DECODERS.get(coding);
  if (decoder === undefined) throw new GuardedRequestError('coding');
  return { identity: false, decode: (coded, maxBytes) => decodeWith(decoder, coded, maxBytes) };
}

async function decodeWith(decoder: Decoder, coded: Buffer, maxOutputLength: number): Promise<Buffer> {
  if (coded.length === 0) return coded;
  try {
    return await decoder(coded, { maxOutputLength });
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new GuardedRequestError(isTooLarge ? 'too-large' : 'coding');
  }
}

/** RFC 9110 means zlib by "deflate"; some servers send the bare stream. The low half of zlib's first byte is always 8. */
function inflateEither(coded: Buffer, options: { readonly maxOutputLength: number }): Promise<Buffer> {
  const isZlib = ((coded[0] ?? 0) & 0x0f) === 8;
  return promisify<Buffer, typeof options, Buffer>(isZlib ? inflate : inflateRaw)(coded, options);
}
