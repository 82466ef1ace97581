// The ten main screens, as pictures to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { browser, demo, root, visitor } from './server.mjs';

const at = 'at=2017-08-20T15:00:00Z';
export const screens = [
  ['01-reports', 'heron', 'lang=en', {}],
  ['02-report', 'heron', `lang=en&${at}&sel=observe.reports/519`, {}],
  ['03-case', 'heron', `lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/521`, {}],
  ['04-waiting', 'heron', 'lang=en&at=2017-09-06T10:00:00Z&page=inquiry.clocks', {}],
  ['05-agreement', 'heron', `lang=en&${at}&page=terms.clauses&sel=terms.clauses/C5`, {}],
  ['06-file-a-report', 'olive', 'lang=en&at=2017-09-06T10:00:00Z&page=observe.reports&mode=observe.allege', {}],
  ['07-arabic', 'olive', `lang=ar&${at}&page=inquiry.cases&sel=inquiry.cases/521`, {}],
  ['08-arabic-report', 'heron', `lang=ar&${at}&sel=observe.reports/519`, { colorScheme: 'dark' }],
  ['09-russian', 'harbour', 'lang=ru&at=2017-09-06T10:00:00Z&page=terms.clauses&sel=terms.zones/NFZ-1', {}],
  ['10-telephone', 'heron', `lang=en&${at}&sel=observe.reports/519`, { viewport: { width: 390, height: 844 }, fullPage: true }],
];

export async function screenshots(only) {
  const folder = join(root, 'web', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const server = await demo(), b = await browser();
  try {
    for (const [name, member, query, { fullPage, ...options }] of screens) {
      if (only && !name.includes(only)) continue;
      const page = await visitor(b, server.base, member, options);
      await page.look(query);
      await page.waitForTimeout(700);
      await page.screenshot({ path: join(folder, name + '.png'), fullPage });
      console.log(name, page.sins.length ? page.sins : '');
      await page.context().close();
    }
  } finally {
    await b.close();
    await server.stop();
  }
}
