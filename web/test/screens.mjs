// The main screens, as pictures to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { amend } from './amend.mjs';
import { browser, demo, known, root, visitor } from './server.mjs';

const at = 'at=2017-08-20T15:00:00Z';
export const screens = [
  ['01-reports', 'heron', 'lang=en', {}],
  ['02-report', 'heron', `lang=en&${at}&sel=observe.reports/REPORT`, {}],
  ['03-case', 'heron', `lang=en&${at}&page=inquiry.cases&sel=inquiry.cases/CASE`, {}],
  ['04-waiting', 'heron', 'lang=en&at=2017-09-06T10:00:00Z&page=inquiry.clocks', {}],
  ['05-agreement', 'heron', `lang=en&${at}&page=terms.clauses&sel=terms.clauses/C5`, {}],
  ['06-file-a-report', 'olive', 'lang=en&at=2017-09-06T10:00:00Z&page=observe.reports&mode=observe.allege', {}],
  ['07-arabic', 'olive', `lang=ar&${at}&page=inquiry.cases&sel=inquiry.cases/CASE`, {}],
  ['08-arabic-report', 'heron', `lang=ar&${at}&sel=observe.reports/REPORT`, { colorScheme: 'dark' }],
  ['09-russian', 'harbour', 'lang=ru&at=2017-09-06T10:00:00Z&page=terms.clauses&sel=terms.zones/NFZ-1', {}],
  ['10-telephone', 'heron', `lang=en&${at}&sel=observe.reports/REPORT`, { viewport: { width: 390, height: 844 }, fullPage: true }],
  ['11-verify', 'heron', `lang=en&${at}&sel=verify/REPORT`, {}],
  ['12-verify-arabic', 'almond', `lang=ar&${at}&sel=verify/600`, { colorScheme: 'dark' }],
  ['13-search', 'heron', `lang=en&${at}&page=search&q=convoy`, {}],
  ['14-search-arabic', 'olive', `lang=ar&${at}&page=search&q=نوى`, {}],
  ['15-brief', 'herald', `lang=en&${at}&page=brief.published&sel=brief.draft/kind=weekly`, {}],
  ['16-brief-arabic', 'heron', `lang=ar&${at}&page=brief.published&sel=brief.published/BRIEF`, {}],
  ['17-people', 'anvil', 'lang=en&page=people.members&sel=people.members/heron', {}],
  ['18-people-arabic', 'almond', 'lang=ar&page=people.members&sel=people.members/almond', {}],
  ['19-observation-post', 'heron', `lang=en&${at}&page=terms.clauses&sel=terms.posts/OP-3&map=9.2/32.8/36.15`, {}],
  ['20-amendment', 'heron', 'lang=en&page=terms.clauses&sel=terms.versions/2', { amended: true }],
  ['21-amendment-arabic', 'heron', 'lang=ar&page=terms.clauses&sel=terms.versions/2', { amended: true }],
  ['22-line', 'relay', 'lang=en&page=line.messages&sel=line.lines/L1', {}],
  ['23-line-compose-arabic', 'birch', 'lang=ar&page=line.messages&mode=line.send', {}],
];

export async function screenshots(only) {
  const folder = join(root, 'web', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const server = await demo(), b = await browser();
  try {
    for (const [name, member, query, { fullPage, amended, ...options }] of screens) {
      if (only && !new RegExp(only).test(name)) continue;
      const page = await visitor(b, server.base, member, { viewport: { width: 1280, height: 800 }, ...options });
      if (amended) await amend(page, server.base);
      await page.look(query.replace('CASE', known.caseM).replace('REPORT', known.report).replace('BRIEF', known.brief));
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
