// Comments of users are patient data: they are stored encrypted, and only where an operator asks for them.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts and decrypts comments; each belongs to one card. */
export interface CommentCipher {
  encrypt(comment: string, card: string): Buffer;
  /** Throws when the bytes were changed, belong to another card, or were encrypted under another key. */
  decrypt(bytes: Buffer, card: string): string;
}

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
// Without it a shorter tag, easier to forge, would do.
const TAG = { authTagLength: TAG_BYTES } as const;

/** Bytes of a key. */
export const COMMENT_KEY_BYTES = 32;

/** AES-256-GCM; the bytes are nonce, tag and text, bound to the uuid of the card. */
export function commentCipher(key: Buffer): CommentCipher {
  return {
    encrypt(comment, card) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, nonce, TAG).setAAD(Buffer.from(card));
      const encrypted = Buffer.concat([cipher.update(comment, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
    },
    decrypt(bytes, card) {
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv(ALGORITHM, key, nonce, TAG).setAAD(Buffer.from(card)).setAuthTag(tag);
      const encrypted = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
    },
  };
}
