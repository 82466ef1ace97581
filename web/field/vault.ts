// What rests on the phone. Everything that says something is sealed under a key that a PIN opens; the device's signing key was made
// here and cannot be taken out. What stands open says nothing of the mission: settings, counters, and keys that are of no use
// without the PIN.
//
// The data key is wrapped twice: by a key made from the PIN, and by a key that the browser does not hand out. So a copy of the
// database that a script could make does not help without this browser, and this browser does not help without the PIN.

const databaseName = 'notes', rounds = 600_000, mostTries = 10;

let database: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  database ??= new Promise((done, fail) => {
    const asked = indexedDB.open(databaseName, 1);
    asked.onupgradeneeded = () => {
      for (const store of ['plain', 'sealed', 'pieces']) asked.result.createObjectStore(store);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  });
  return database;
}

type StoreName = 'plain' | 'sealed' | 'pieces';
type Change = { store: StoreName; key: string; value: unknown }; // undefined removes

// commit makes changes together, and returns when they are on the disk.
async function commit(changes: Change[]): Promise<void> {
  const db = await open();
  await new Promise<void>((done, fail) => {
    const t = db.transaction([...new Set(changes.map((c) => c.store))], 'readwrite', { durability: 'strict' });
    for (const c of changes) {
      if (c.value === undefined) t.objectStore(c.store).delete(c.key);
      else t.objectStore(c.store).put(c.value, c.key);
    }
    t.oncomplete = () => done();
    t.onabort = t.onerror = () => fail(t.error);
  });
}

async function read<T>(store: StoreName, key: string): Promise<T | undefined> {
  const db = await open();
  return new Promise((done, fail) => {
    const asked = db.transaction(store).objectStore(store).get(key);
    asked.onsuccess = () => done(asked.result as T | undefined);
    asked.onerror = () => fail(asked.error);
  });
}

async function keysOf(store: StoreName, prefix: string): Promise<string[]> {
  const db = await open();
  return new Promise((done, fail) => {
    const asked = db.transaction(store).objectStore(store).getAllKeys(IDBKeyRange.bound(prefix, prefix + '\uffff'));
    asked.onsuccess = () => done(asked.result as string[]);
    asked.onerror = () => fail(asked.error);
  });
}

interface Lock {
  salt: Uint8Array<ArrayBuffer>;
  wrapped: Sealed;
}

interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

let data: CryptoKey | null = null; // the data key while the phone is unlocked

export const unlocked = (): boolean => data !== null;

// able says whether this page may use the browser's own cryptography with keys that cannot be taken out: only on pages that the
// browser calls secure, and only where it knows Ed25519.
export async function able(): Promise<'yes' | 'insecure' | 'old'> {
  if (!isSecureContext || !globalThis.crypto?.subtle) return 'insecure';
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return 'yes';
  } catch {
    return 'old';
  }
}

export const made = async (): Promise<boolean> => (await read<Lock>('plain', 'lock')) !== undefined;

async function pinKey(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin.normalize('NFKC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function seal(key: CryptoKey, plain: BufferSource): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
}

const unseal = (key: CryptoKey, s: Sealed): Promise<ArrayBuffer> => crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv }, key, s.data);

const imported = (raw: BufferSource): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

// create makes the keys of this phone and locks them with a PIN. It returns the public key.
export async function create(pin: string): Promise<Uint8Array> {
  const salt = crypto.getRandomValues(new Uint8Array(16)), raw = crypto.getRandomValues(new Uint8Array(32));
  const here = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const inner = await seal(await pinKey(pin, salt), raw);
  const packed = new Uint8Array(12 + inner.data.byteLength);
  packed.set(inner.iv);
  packed.set(new Uint8Array(inner.data), 12);
  const lock: Lock = { salt, wrapped: await seal(here, packed) };
  await commit([
    { store: 'plain', key: 'here', value: here }, { store: 'plain', key: 'pair', value: pair }, { store: 'plain', key: 'tries', value: 0 }, { store: 'plain', key: 'number', value: 0 },
    { store: 'plain', key: 'lock', value: lock },
  ]);
  data = await imported(raw);
  raw.fill(0);
  return new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
}

// unlock opens with the PIN. Each try is counted before it is made; after the tenth wrong one everything is removed.
export async function unlock(pin: string): Promise<'open' | 'wrong' | 'wiped'> {
  const lock = await read<Lock>('plain', 'lock'), here = await read<CryptoKey>('plain', 'here');
  if (!lock || !here) return 'wiped';
  const tries = ((await read<number>('plain', 'tries')) ?? 0) + 1;
  await commit([{ store: 'plain', key: 'tries', value: tries }]);
  try {
    const packed = await unseal(here, lock.wrapped);
    const raw = await unseal(await pinKey(pin, lock.salt), { iv: new Uint8Array(packed.slice(0, 12)), data: packed.slice(12) });
    data = await imported(raw);
  } catch {
    if (tries < mostTries) return 'wrong';
    await wipe();
    return 'wiped';
  }
  await commit([{ store: 'plain', key: 'tries', value: 0 }]);
  return 'open';
}

export function lock(): void {
  data = null;
}

// wipe removes everything that this phone holds. The keys go first: what might stay behind is then of no use.
export async function wipe(): Promise<void> {
  data = null;
  const db = await open();
  await new Promise<void>((done) => {
    const t = db.transaction(['plain', 'sealed', 'pieces'], 'readwrite', { durability: 'strict' });
    for (const store of ['plain', 'sealed', 'pieces']) t.objectStore(store).clear();
    t.oncomplete = t.onabort = () => done();
  });
  db.close();
  database = null;
  indexedDB.deleteDatabase(databaseName);
}

export class Locked extends Error {}

const key = (): CryptoKey => {
  if (!data) throw new Locked('the phone is locked');
  return data;
};

const sealedValue = async (value: unknown): Promise<Sealed> => seal(key(), new TextEncoder().encode(JSON.stringify(value)));

export async function put(id: string, value: unknown): Promise<void> {
  await commit([{ store: 'sealed', key: id, value: await sealedValue(value) }]);
}

export const remove = (id: string): Promise<void> => commit([{ store: 'sealed', key: id, value: undefined }]);

export async function get<T>(id: string): Promise<T | undefined> {
  const s = await read<Sealed>('sealed', id);
  return s && (JSON.parse(new TextDecoder().decode(await unseal(key(), s))) as T);
}

export async function all<T>(prefix: string): Promise<T[]> {
  const out: T[] = [];
  for (const id of await keysOf('sealed', prefix)) {
    const v = await get<T>(id);
    if (v !== undefined) out.push(v);
  }
  return out;
}

// numbered takes the next number of this device and keeps what is made with it, both or neither, and one tab at a time: a number is
// never given twice and never skipped. with is a number that was given before, to something that was not recorded.
export async function numbered<T extends { id: string }>(make: (number: number) => Promise<T>, drop: string, given?: number): Promise<T> {
  return navigator.locks.request('notes-number', async () => {
    const number = given ?? ((await read<number>('plain', 'number')) ?? 0) + 1;
    const item = await make(number);
    await commit([
      ...(given === undefined ? [{ store: 'plain' as const, key: 'number', value: number }] : []),
      { store: 'sealed', key: 'item/' + item.id, value: await sealedValue(item) },
      { store: 'sealed', key: drop, value: undefined },
    ]);
    return item;
  });
}

export async function sign(text: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  key();
  const pair = await read<CryptoKeyPair>('plain', 'pair');
  if (!pair) throw new Locked('the phone has no key');
  return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, text));
}

// Files rest in sealed pieces, so that a film of some hundred megabytes is never in memory as a whole.
export const piece = 256 << 10;

export async function keepFile(id: string, file: Blob): Promise<void> {
  for (let at = 0, n = 0; at < file.size || n === 0; at += piece, n++) {
    await commit([{ store: 'pieces', key: `${id}/${String(n).padStart(8, '0')}`, value: await seal(key(), await file.slice(at, at + piece).arrayBuffer()) }]);
  }
}

export async function filePiece(id: string, n: number): Promise<Uint8Array<ArrayBuffer>> {
  const s = await read<Sealed>('pieces', `${id}/${String(n).padStart(8, '0')}`);
  if (!s) throw new Error('a piece of the file is missing on this phone');
  return new Uint8Array(await unseal(key(), s));
}

export async function dropFile(id: string): Promise<void> {
  const keys = await keysOf('pieces', id + '/');
  if (keys.length > 0) await commit(keys.map((k) => ({ store: 'pieces' as const, key: k, value: undefined })));
}
