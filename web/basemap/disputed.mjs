// Which boundaries are drawn dashed: between these two, neighbours do not agree where or whether it is. The list errs on
// the side of dashing. Nothing here says who is right, and the map's legend says so too. Names as in Natural Earth.

const pairs = [
  ['Israel', 'Syria'], ['Israel', 'Palestine'], ['Israel', 'Lebanon'], ['Jordan', 'Palestine'], ['Egypt', 'Palestine'], ['Lebanon', 'Syria'],
  ['India', 'Pakistan'], ['India', 'China'], ['China', 'Pakistan'], ['India', 'Nepal'], ['China', 'Bhutan'], ['Morocco', 'W. Sahara'],
  ['Mauritania', 'W. Sahara'], ['Algeria', 'W. Sahara'], ['Ukraine', 'Russia'], ['Georgia', 'Russia'], ['Armenia', 'Azerbaijan'],
  ['North Korea', 'South Korea'], ['Sudan', 'S. Sudan'], ['Egypt', 'Sudan'], ['S. Sudan', 'Kenya'], ['Ethiopia', 'Somalia'], ['Ethiopia', 'Sudan'],
  ['Eritrea', 'Ethiopia'], ['Djibouti', 'Eritrea'], ['Guyana', 'Venezuela'], ['Guyana', 'Suriname'], ['Belize', 'Guatemala'], ['Cambodia', 'Thailand'],
  ['Kyrgyzstan', 'Tajikistan'], ['Croatia', 'Serbia'], ['Kuwait', 'Saudi Arabia'], ['Saudi Arabia', 'Yemen'], ['Moldova', 'Ukraine'],
];
// Every boundary of these is.
const wholly = ['Kosovo', 'N. Cyprus', 'Cyprus U.N. Buffer Zone', 'Somaliland', 'Siachen Glacier', 'Baikonur', 'Akrotiri', 'Dhekelia', 'USNB Guantanamo Bay', 'W. Sahara', 'Palestine', 'Taiwan'];

const known = new Set(pairs.flatMap(([a, b]) => [a + '|' + b, b + '|' + a]));

export const disputed = (a, b) => wholly.includes(a) || wholly.includes(b) || known.has(a + '|' + b);
