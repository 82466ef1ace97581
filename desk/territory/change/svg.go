package change

import (
	"bytes"
	"fmt"
	"html"
	"image/color"

	"truce.example/desk/territory/overlay"
)

// SVG draws the result like PNG, for printing at any size. Letters are left to who shows it, so names in any script come out
// right; right to left as well.
func (r Result) SVG() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="Noto Sans, Noto Sans Arabic, sans-serif" font-size="14" fill="#262626">`+"\n", pictureWide, pictureHigh)
	c, err := r.canvas()
	if err != nil { // the letters that the program carries cannot be read: nothing here needs them
		c = &canvas{}
	}
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="%s"/><clipPath id="map"><rect width="%d" height="%d"/></clipPath><defs>`+"\n", pictureWide, pictureHigh, hex(paper), pictureWide-legendWide, pictureHigh)
	for i, m := range r.Moves {
		t := c.tint(m.To)
		fmt.Fprintf(&b, `<pattern id="m%d" width="%d" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(%d)"><rect width="20" height="8" fill="%s"/><path d="M0 0V8" stroke="%s" stroke-width="3"/></pattern>`+"\n", i+1, 7+i%4*2, 45+i*67%180, hex(t), hex(darker(t)))
	}
	b.WriteString("</defs><g clip-path=\"url(#map)\" fill-rule=\"evenodd\">\n")
	for _, k := range r.Kept {
		fmt.Fprintf(&b, `<path fill="%s" stroke="%s" stroke-width="0.6" d="%s"/>`+"\n", hex(c.tint(k.Holder)), hex(faint), c.way(k.Area.Polygons()))
	}
	for i, m := range r.Moves {
		fmt.Fprintf(&b, `<path fill="url(#m%d)" stroke="%s" d="%s"/>`+"\n", i+1, hex(ink), c.way(r.reliable(m)))
	}
	for _, p := range r.Pieces {
		if p.Doubtful {
			fmt.Fprintf(&b, `<path fill="none" stroke="%s" stroke-dasharray="3 2" d="%s"/>`+"\n", hex(ink), c.way([]overlay.Polygon{p.Outline}))
		}
	}
	b.WriteString("</g>\n")
	r.words(&b, c)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// way is polygons as a path.
func (c *canvas) way(polygons []overlay.Polygon) string {
	var b bytes.Buffer
	for _, p := range polygons {
		for _, ring := range p {
			lastX, lastY := float32(-1e9), float32(-1e9)
			for i, q := range ring {
				x, y := c.at(q)
				x, y = near(x), near(y)
				if dx, dy := x-lastX, y-lastY; i > 0 && dx*dx+dy*dy < 0.04 {
					continue // a fifth of a pixel is seen by nobody
				}
				lastX, lastY = x, y
				letter := "L"
				if i == 0 {
					letter = "M"
				}
				fmt.Fprintf(&b, "%s%.1f %.1f", letter, x, y)
			}
			b.WriteByte('Z')
		}
	}
	return b.String()
}

// words is the legend. Each text stands in its own direction, beside its sample.
func (r Result) words(b *bytes.Buffer, c *canvas) {
	const left = pictureWide - legendWide
	fmt.Fprintf(b, `<rect x="%d" width="%d" height="%d" fill="#fff"/><path d="M%d 0V%d" stroke="%s"/>`+"\n", left, legendWide, pictureHigh, left, pictureHigh, hex(faint))
	x, y := left+margin, margin+16
	text := func(at int, size int, words string, down int) {
		fmt.Fprintf(b, `<text x="%d" y="%d" font-size="%d" unicode-bidi="plaintext">%s</text>`+"\n", at, y, size, html.EscapeString(words))
		y += down
	}
	sample := func(fill string) {
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="34" height="18" fill="%s" stroke="%s"/>`+"\n", x, y-14, fill, hex(faint))
	}
	text(x, 17, "What changed between two maps", 26)
	text(x, 14, "from "+r.Before, 19)
	text(x, 14, "to "+r.After, 30)
	text(x, 17, "Held in both, pale", 24)
	for _, h := range r.Holders {
		if y < pictureHigh/3 {
			sample(hex(c.tint(h.Name)))
			text(x+44, 14, fmt.Sprintf("%s: kept %s km²", h.Name, overlay.SquareKm(h.Kept)), 24)
		}
	}
	y += 10
	text(x, 17, "Moved, hatched", 24)
	for i, m := range r.Moves {
		if i == mostMoves {
			text(x, 14, fmt.Sprintf("and %d more", len(r.Moves)-mostMoves), 22)
			break
		}
		sample(fmt.Sprintf("url(#m%d)", i+1))
		text(x+44, 14, fmt.Sprintf("from %s to %s", m.From, m.To), 18)
		text(x+44, 14, fmt.Sprintf("%s km², of it no reliable change: %s km²", overlay.SquareKm(m.SquareCm), overlay.SquareKm(m.Doubtful)), 24)
	}
	if len(r.Moves) == 0 {
		text(x, 14, "nothing", 24)
	}
	y = pictureHigh - 70
	uncertainty := "the maps state no uncertainty"
	if r.UncertaintyM > 0 {
		uncertainty = fmt.Sprintf("dashed: no wider than its uncertainty (up to %d m), no reliable change", r.UncertaintyM)
	}
	for _, words := range []string{uncertainty, Method, "repeats what the maps say; judges nobody"} {
		text(x, 12, words, 19)
	}
}
