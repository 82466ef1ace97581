// Names of what the agreement lists, in the reader's language.
import { codes } from './codes';
import type { Tongue } from './i18n';
import type { Agreement } from './mission';

// typeName prefers the agreement's own word in the reader's language, then the console's.
export function typeName(tongue: Tongue, agreement: Agreement | undefined, code: string): string {
  const own = agreement?.event_types.find((t) => t.code === code)?.name;
  return own?.[tongue.lang] ?? codes.type?.[code]?.[tongue.lang] ?? own?.en ?? code.replaceAll('_', ' ');
}

// placeName gives a place of the agreement in the reader's language; another stays as it was reported.
export function placeName(tongue: Tongue, agreement: Agreement | undefined, asReported: string | undefined): string {
  if (!asReported) return '';
  const known = agreement?.places?.find((p) => p.name?.en === asReported || p.aliases?.includes(asReported) || p.name?.en?.replace(/ \(.*\)$/, '') === asReported);
  return known ? tongue.name(known.name).replace(/ \(.*\)$/, '') : asReported;
}
