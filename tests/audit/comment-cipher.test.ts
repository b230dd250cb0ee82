import { expect } from 'chai';
import { commentCipher, COMMENT_KEY_BYTES } from '../../src/audit/comment-cipher.ts';

describe('comment cipher', () => {
  const cipher = commentCipher(Buffer.alloc(COMMENT_KEY_BYTES, 1));
  const comment = 'Mrs. Müller prefers the gel – 👍';

  it('gives back what it encrypted', () => {
    expect(cipher.decrypt(cipher.encrypt(comment, 'card-1'), 'card-1')).to.equal(comment);
  });

  it('hides the text, and never encrypts twice in the same way', () => {
    const [first, second] = [cipher.encrypt(comment, 'card-1'), cipher.encrypt(comment, 'card-1')];
    expect(first.includes('gel')).to.equal(false);
    expect(first.equals(second)).to.equal(false);
  });

  it('refuses bytes that were changed, moved to another card, or made with another key', () => {
    const bytes = cipher.encrypt(comment, 'card-1');
    const other = commentCipher(Buffer.alloc(COMMENT_KEY_BYTES, 2));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => cipher.decrypt(changed, 'card-1')).to.throw();
    }
    expect(() => cipher.decrypt(bytes, 'card-2')).to.throw();
    expect(() => other.decrypt(bytes, 'card-1')).to.throw();
    expect(() => cipher.decrypt(bytes.subarray(0, 20), 'card-1')).to.throw();
  });
});
