// Keeps the app on the phone. The build puts in which files, and a version. What the mission says is never kept here.
const files = FILES, cacheName = 'notes-VERSION';

addEventListener('install', (e) => e.waitUntil(caches.open(cacheName).then((c) => c.addAll(files.map((f) => new Request(f, { cache: 'reload' }))))));

// A new version waits until the old one's pages are closed or somebody wants it: a form that is being filled in stays.
addEventListener('message', (e) => { if (e.data === 'now') skipWaiting(); });

addEventListener('activate', (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('notes-') && name !== cacheName) await caches.delete(name);
  await clients.claim();
})()));

addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin || !url.href.startsWith(registration.scope)) return;
  e.respondWith(caches.open(cacheName).then(async (c) => (await c.match(e.request.mode === 'navigate' ? registration.scope : url.href, { ignoreSearch: true })) ?? fetch(e.request)));
});
