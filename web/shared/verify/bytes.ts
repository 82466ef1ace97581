// Bytes, hashes and base64 for checking. One text has one form: what decodes but is written otherwise is refused.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export { bytesToHex as hex, concatBytes as join, hexToBytes as unhex, utf8ToBytes as utf8, sha256 };

// Damaged says what does not hold, in English, as the command line does. Pages say beside it which step failed.
export class Damaged extends Error {}

export function alike(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

// below orders as bytes do: -1, 0 or 1.
export function order(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1;
  return Math.sign(a.length - b.length);
}

export function base64(bytes: Uint8Array): string {
  let s = '';
  for (let i = 0; i < bytes.length; i += 0x8000) s += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(s);
}

// unbase64 refuses spaces, missing padding and stray bits in the last character.
export function unbase64(text: string): Uint8Array {
  let raw: string;
  try {
    raw = atob(text);
  } catch {
    throw new Damaged('something is not base64');
  }
  const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  if (base64(bytes) !== text) throw new Damaged('something is base64 in another form');
  return bytes;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function text(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw new Damaged('a text is not UTF-8');
  }
}

// whole reads a decimal number in its one form, up to what a number here can hold exactly.
export function whole(s: string, what: string): number {
  const n = Number(s);
  if (!/^(0|[1-9]\d*)$/.test(s) || !Number.isSafeInteger(n)) throw new Damaged(`${what} is no number`);
  return n;
}
