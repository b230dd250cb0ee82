// Certificates made on the spot, for servers and clients on loopback.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { systemClock } from '../../src/base/clock.ts';

/** A certificate with its private key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority that can sign further certificates. */
export interface Authority extends Certificate {
  /** A certificate for a server or client: names and addresses go into it as they are. */
  issue(names: readonly string[]): Promise<Certificate>;
}

const CURVE = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const HOUR = 3_600_000;

/** Makes an authority that lives for an hour to either side of now. */
export async function createAuthority(name: string): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto);
  const keys = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  const subject = `CN=${name}`;
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    signingAlgorithm: CURVE,
    ...lifetime(),
    extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
  });
  return {
    cert: root.toString('pem'),
    key: await privateKeyOf(keys),
    issue: async (names) => {
      const own = await webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);
      const issued = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0] ?? ''}`,
        issuer: subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: CURVE,
        ...lifetime(),
        extensions: [new x509.SubjectAlternativeNameExtension(names.map(generalName))],
      });
      return { cert: issued.toString('pem'), key: await privateKeyOf(own) };
    },
  };
}

function lifetime(): { notBefore: Date; notAfter: Date } {
  const now = systemClock().getTime();
  return { notBefore: new Date(now - HOUR), notAfter: new Date(now + HOUR) };
}

function generalName(name: string): { type: 'ip' | 'dns'; value: string } {
  return { type: /^[\d.]+$/.test(name) || name.includes(':') ? 'ip' : 'dns', value: name };
}

async function privateKeyOf(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}
