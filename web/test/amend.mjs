// Shows a page a second version of the text: one zone gone, one moved, one new, and a clause in other words. The exercise's
// agreement has ended by today and cannot be amended any more, so the answers of the doors are changed on their way to the
// page, in the form that the desk's own tests hold.
export async function amend(page, base) {
  const get = async (path) => (await page.context().request.get(base + path)).json();
  const at = '2017-08-01T00:00:00Z', entry = 905, [first] = await get('/api/terms/versions');
  const law = await get(`/api/terms/agreement?at=${at}`), map = await get(`/api/terms/zones?at=${at}`);
  const shift = (c, x = 0.06, y = 0.05) => (typeof c[0] === 'number' ? [c[0] + x, c[1] + y] : c.map((p) => shift(p, x, y)));
  const drawn = map.features.filter((f) => f.geometry.type === 'Polygon' && !['area', 'nofly'].includes(f.properties.kind));
  const [moved, gone] = drawn;
  const was = structuredClone(map);
  const added = { ...structuredClone(moved), id: 'NEW-1', properties: { ...moved.properties, name: { en: 'New pocket', ar: 'جيب جديد', ru: 'Новый карман' } } };
  added.geometry.coordinates = shift(moved.geometry.coordinates, 0.5, 0.1);
  moved.geometry.coordinates = shift(moved.geometry.coordinates);
  map.features = [...map.features.filter((f) => f !== gone), added];
  const text = structuredClone(law.agreement), clause = text.clauses.find((c) => c.no === 'C5');
  for (const [lang, more] of [['en', ', by day or by night.'], ['ar', '، ليلاً أو نهاراً.'], ['ru', ', днём или ночью.']]) clause.text[lang] = clause.text[lang].replace(/\.$/, '') + more;
  text.version = 2;
  const versions = [first, { ...first, entry, version: 2, effective: at, clauses_changed: ['C5'], zones_changed: [moved.id, gone.id, 'NEW-1'].sort() }];
  const json = (route, body) => route.fulfill({ contentType: 'application/json', headers: { 'Truce-Entry': '909' }, body: JSON.stringify(body) });
  await page.route('**/api/terms/versions', (r) => json(r, versions));
  await page.route(`**/api/terms/zones?*known=${entry}`, (r) => json(r, map));
  await page.route(`**/api/terms/zones?*known=${entry - 1}`, (r) => json(r, was));
  await page.route(`**/api/terms/agreement?*known=${entry}`, (r) => json(r, { ...law, version: 2, agreement: text }));
  return { moved: moved.id, gone: gone.id, version: 2 };
}
