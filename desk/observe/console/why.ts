// The server says why in the reader's language, and leaves codes and names of zones as the record has them. Here they are
// put into words too.
export interface InWords {
  zone: (id: string) => string;
  act: (code: string) => string;
}

// inWords replaces codes of acts, and zones and lines that the agreement names.
export function inWords(text: string, zones: string[], names: InWords): string {
  const acts = text.replace(/\b[A-Z]+(?:_[A-Z]+)+\b|\b(?:ADVANCE|OCCUPY|FORTIFY|REINFORCE|DETAIN|PROVOCATION)\b/g, (code) => `“${names.act(code)}”`);
  return zones.reduce((said, id) => said.replace(new RegExp(`(?<![\\w-])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g'), names.zone(id)), acts);
}
