// Draws the map's signs when they are first needed, at twice their size. Shapes carry the meaning; colour only helps.
import { colour, letter } from './clauses';

export interface Sign {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

// sign draws what style.ts asks for by name: "chip|C3", "sign|observation_post", "hatch". Unknown names give null.
export function sign(name: string, dark: boolean): Sign | null {
  const [kind, what = ''] = name.split('|');
  const ink = dark ? '#e5ebe7' : '#23302d', paper = dark ? '#141b1d' : '#fdfcf8';
  switch (kind) {
    case 'chip':
      return what ? chip(what, dark) : hollow(ink, paper);
    case 'sign':
      return shape(what, ink, paper);
    case 'ground':
      return ground(what, dark);
    case 'hatch':
      return pattern(16, (c) => { c.strokeStyle = ink; c.globalAlpha = 0.35; c.lineWidth = 1.5; for (const d of [-16, 0, 16]) { c.beginPath(); c.moveTo(d, 16); c.lineTo(d + 16, 0); c.stroke(); } });
    case 'dots':
      return pattern(12, (c) => { c.fillStyle = ink; c.globalAlpha = 0.4; c.beginPath(); c.arc(6, 6, 1.3, 0, 7); c.fill(); });
    default:
      return null;
  }
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const c = document.createElement('canvas');
  c.width = width;
  c.height = height;
  return c.getContext('2d')!;
}

const done = (c: CanvasRenderingContext2D): Sign => ({ width: c.canvas.width, height: c.canvas.height, data: c.getImageData(0, 0, c.canvas.width, c.canvas.height).data });

function pattern(size: number, draw: (c: CanvasRenderingContext2D) => void): Sign {
  const c = canvas(size, size);
  draw(c);
  return done(c);
}

// grounds are the tints and strokes of who holds what, as far apart in pattern as in tone: none is a warning or a flag.
const grounds = ['#8d99a6', '#a59a80', '#8a9e8b', '#a08b9e', '#84a0a0', '#a8958a', '#9595ab', '#9c9c82'];

// ground is a pale tint with strokes in a direction of its own; "both" crosses two, for what is contested, and "none" is empty.
function ground(what: string, dark: boolean): Sign {
  const size = 24, n = Number(what), tint = grounds[n % grounds.length] ?? (dark ? '#c9cfcb' : '#4b5450');
  return pattern(size, (c) => {
    if (what === 'none') return;
    c.fillStyle = tint;
    c.globalAlpha = dark ? 0.3 : 0.26;
    c.fillRect(0, 0, size, size);
    c.globalAlpha = dark ? 0.75 : 0.6;
    c.strokeStyle = tint;
    c.lineWidth = 2;
    const stroke = (x0: number, y0: number, x1: number, y1: number) => { c.beginPath(); c.moveTo(x0, y0); c.lineTo(x1, y1); c.stroke(); };
    const rising = () => { for (const d of [-size, -size / 2, 0, size / 2, size]) stroke(d, size, d + size, 0); };
    const falling = () => { for (const d of [-size, -size / 2, 0, size / 2, size]) stroke(d, 0, d + size, size); };
    if (what === 'both') { rising(); falling(); return; }
    switch (n % 8) {
      case 0: falling(); break;
      case 1: for (const y of [6, 18]) stroke(0, y, size, y); break;
      case 2: for (const x of [6, 18]) stroke(x, 0, x, size); break;
      case 3: for (const x of [6, 18]) for (const y of [6, 18]) { c.beginPath(); c.arc(x, y, 2, 0, 7); c.stroke(); } break;
      case 4: rising(); break;
      case 5: for (const y of [4, 8, 18]) stroke(0, y, size, y); break;
      case 6: for (const x of [4, 8, 18]) stroke(x, 0, x, size); break;
      default: for (const x of [6, 18]) for (const y of [6, 18]) { stroke(x - 3, y, x + 3, y); stroke(x, y - 3, x, y + 3); }
    }
  });
}

// chip is a filled plate with the clause's number: a report that the clause may cover.
function chip(no: string, dark: boolean): Sign {
  const text = letter(no), font = '600 22px "Truce Sans", sans-serif';
  const probe = canvas(1, 1);
  probe.font = font;
  const width = Math.ceil(probe.measureText(text).width) + 20, height = 38;
  const c = canvas(width, height);
  c.fillStyle = dark ? '#141b1d' : '#fdfcf8';
  c.beginPath();
  c.roundRect(0, 0, width, height, 9);
  c.fill();
  c.fillStyle = colour(no);
  c.beginPath();
  c.roundRect(3, 3, width - 6, height - 6, 7);
  c.fill();
  c.fillStyle = '#ffffff';
  c.font = font;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(text, width / 2, height / 2 + 1);
  return done(c);
}

// hollow is a ring: a report that no clause covers.
function hollow(ink: string, paper: string): Sign {
  const c = canvas(32, 32);
  c.lineWidth = 4;
  c.strokeStyle = ink;
  c.fillStyle = paper;
  c.beginPath();
  c.arc(16, 16, 11, 0, 7);
  c.fill();
  c.stroke();
  return done(c);
}

function shape(what: string, ink: string, paper: string): Sign | null {
  const c = canvas(36, 36);
  if (what.startsWith('type:')) return done(c); // nothing, until the standard symbol came
  c.lineWidth = 3.5;
  c.strokeStyle = ink;
  c.fillStyle = paper;
  c.lineJoin = 'round';
  c.beginPath();
  switch (what) {
    case 'observation_post': // a triangle, as on military maps
      c.moveTo(18, 6);
      c.lineTo(31, 29);
      c.lineTo(5, 29);
      c.closePath();
      break;
    case 'checkpoint':
      c.rect(7, 7, 22, 22);
      c.moveTo(7, 29);
      c.lineTo(29, 7);
      break;
    case 'line': // a crossing point on a line: two strokes with a gap
    case 'border':
      c.moveTo(18, 4);
      c.lineTo(32, 18);
      c.lineTo(18, 32);
      c.lineTo(4, 18);
      c.closePath();
      break;
    case 'sos': // a call for help: an eight-cornered plate with a mark
      c.fillStyle = '#7a1f00';
      c.strokeStyle = '#ffffff';
      for (const [x, y] of [[11, 1], [25, 1], [35, 11], [35, 25], [25, 35], [11, 35], [1, 25], [1, 11]] as const) c.lineTo(x, y);
      c.closePath();
      c.fill();
      c.stroke();
      c.fillStyle = '#ffffff';
      c.fillRect(16, 8, 4, 13);
      c.fillRect(16, 24, 4, 4);
      return done(c);
    case 'plane': // an arrow head that points north, white on the colour of its height
      c.fillStyle = '#ffffff';
      for (const [x, y] of [[18, 3], [30, 31], [18, 25], [6, 31]] as const) c.lineTo(x, y);
      c.closePath();
      c.fill();
      return done(c);
    case 'pick':
      c.arc(18, 18, 12, 0, 7);
      c.moveTo(18, 0);
      c.lineTo(18, 36);
      c.moveTo(0, 18);
      c.lineTo(36, 18);
      c.stroke();
      return done(c);
    default:
      c.rect(8, 8, 20, 20);
  }
  c.fill();
  c.stroke();
  return done(c);
}
