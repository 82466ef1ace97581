package change

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"truce.example/desk/territory/overlay"
	"truce.example/geo"
)

// The picture, in pixels.
const (
	pictureWide = 1400
	pictureHigh = 1000
	legendWide  = 430
	margin      = 24
	mostMoves   = 12 // in the legend; the rest is summed up
)

// Tints by the order of the holders' names: muted, none of them a warning or a flag. What moved is hatched besides, and
// numbered, so that no colour speaks alone.
var tints = []color.RGBA{
	{0xc9, 0xd3, 0xdd, 0xff}, {0xdd, 0xd2, 0xbc, 0xff}, {0xcd, 0xd9, 0xcb, 0xff}, {0xd9, 0xcc, 0xd8, 0xff},
	{0xc8, 0xda, 0xda, 0xff}, {0xe0, 0xd3, 0xcb, 0xff}, {0xd4, 0xd4, 0xe2, 0xff}, {0xd8, 0xd8, 0xc8, 0xff},
}

var (
	paper = color.RGBA{0xfb, 0xfa, 0xf7, 0xff}
	ink   = color.RGBA{0x26, 0x26, 0x26, 0xff}
	faint = color.RGBA{0x8a, 0x88, 0x82, 0xff}
)

// A canvas is the picture while it is drawn.
type canvas struct {
	*image.RGBA
	text, small  font.Face
	scale, lonAt float64 // pixels for a unit of latitude; and of longitude as a share of that
	mid          geo.Point
	tintOf       map[string]color.RGBA
}

// PNG draws the result: what was kept in pale tints, what moved hatched in the tint of who has it now, and numbered; what is
// no reliable change only outlined. The legend says all of it in words. The letters are Latin, Greek and Cyrillic; others
// come out as boxes.
func (r Result) PNG() ([]byte, error) {
	c, err := r.canvas()
	if err != nil {
		return nil, err
	}
	var kept, moved []overlay.Polygon
	for _, k := range r.Kept {
		c.fill(k.Area.Polygons(), image.NewUniform(c.tint(k.Holder)))
		kept = append(kept, k.Area.Polygons()...)
	}
	numbers := map[[2]string]int{}
	for i, m := range r.Moves {
		numbers[[2]string{m.From, m.To}] = i + 1
		c.fill(r.reliable(m), hatch{darker(c.tint(m.To)), c.tint(m.To), i + 1})
	}
	for _, p := range r.Pieces {
		moved = append(moved, p.Outline)
	}
	c.outline(kept, faint)
	c.outline(moved, ink)
	c.labels(r.Pieces, numbers)
	c.legend(r)
	var b bytes.Buffer
	if err := png.Encode(&b, c.RGBA); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// reliable are the pieces of a move that are wider than the uncertainty.
func (r Result) reliable(m Move) []overlay.Polygon {
	var out []overlay.Polygon
	for _, p := range r.Pieces {
		if p.From == m.From && p.To == m.To && !p.Doubtful {
			out = append(out, p.Outline)
		}
	}
	return out
}

func (r Result) canvas() (*canvas, error) {
	letters, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, pictureWide, pictureHigh)), tintOf: map[string]color.RGBA{}}
	if c.text, err = opentype.NewFace(letters, &opentype.FaceOptions{Size: 17, DPI: 72}); err != nil {
		return nil, err
	}
	if c.small, err = opentype.NewFace(letters, &opentype.FaceOptions{Size: 13, DPI: 72}); err != nil {
		return nil, err
	}
	for i, h := range r.Holders {
		c.tintOf[h.Name] = tints[i%len(tints)]
	}
	draw.Draw(c, c.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	box, ok := r.box()
	if !ok {
		return c, nil
	}
	c.mid = geo.Point{Lat: int32((int64(box.South) + int64(box.North)) / 2), Lon: int32((int64(box.West) + int64(box.East)) / 2)}
	c.lonAt = math.Cos(float64(c.mid.Lat) * 1e-7 * math.Pi / 180)
	wide := float64(int64(box.East)-int64(box.West)+1) * c.lonAt
	high := float64(int64(box.North)-int64(box.South)) + 1
	c.scale = min(float64(pictureWide-legendWide-2*margin)/wide, float64(pictureHigh-2*margin)/high)
	return c, nil
}

// box is around what moved, with some air, or around everything if nothing did.
func (r Result) box() (geo.Box, bool) {
	var all []overlay.Polygon
	for _, p := range r.Pieces {
		if !p.Doubtful {
			all = append(all, p.Outline)
		}
	}
	if len(all) == 0 {
		for _, p := range r.Pieces {
			all = append(all, p.Outline)
		}
		for _, k := range r.Kept {
			all = append(all, k.Area.Polygons()...)
		}
	}
	var out geo.Box
	for i, p := range all {
		b, _ := boxOf(p)
		if i == 0 {
			out = b
		}
		out = geo.Box{South: min(out.South, b.South), North: max(out.North, b.North), West: min(out.West, b.West), East: max(out.East, b.East)}
	}
	air := max(int64(out.North)-int64(out.South), int64(out.East)-int64(out.West)) / 12
	out.South, out.North = int32(max(int64(out.South)-air, -900_000_000)), int32(min(int64(out.North)+air, 900_000_000))
	out.West, out.East = int32(max(int64(out.West)-air, -1_800_000_000)), int32(min(int64(out.East)+air, 1_800_000_000))
	return out, len(all) > 0
}

func (c *canvas) tint(holder string) color.RGBA {
	if t, ok := c.tintOf[holder]; ok {
		return t
	}
	return color.RGBA{0xe9, 0xe6, 0xe0, 0xff} // nobody's, or contested
}

func darker(c color.RGBA) color.RGBA {
	return color.RGBA{uint8(int(c.R) * 11 / 20), uint8(int(c.G) * 11 / 20), uint8(int(c.B) * 11 / 20), 0xff}
}

// at is where a place comes to lie, in pixels.
func (c *canvas) at(p geo.Point) (x, y float32) {
	x = float32(float64(pictureWide-legendWide)/2 + (float64(p.Lon)-float64(c.mid.Lon))*c.lonAt*c.scale)
	return x, float32(float64(pictureHigh)/2 - (float64(p.Lat)-float64(c.mid.Lat))*c.scale)
}

// near keeps a coordinate within reach of the picture, where the pen can still go.
func near(v float32) float32 { return min(max(v, -3000), 5000) }

// frame is the part of the map in which polygons lie, in pixels. Nothing is drawn elsewhere.
func (c *canvas) frame(polygons []overlay.Polygon) image.Rectangle {
	var out image.Rectangle
	for _, p := range polygons {
		b, ok := boxOf(p)
		if !ok {
			continue
		}
		x0, y0 := c.at(geo.Point{Lat: b.North, Lon: b.West})
		x1, y1 := c.at(geo.Point{Lat: b.South, Lon: b.East})
		out = out.Union(image.Rect(int(near(x0))-2, int(near(y0))-2, int(near(x1))+3, int(near(y1))+3))
	}
	return out.Intersect(image.Rect(0, 0, pictureWide-legendWide, pictureHigh))
}

func (c *canvas) fill(polygons []overlay.Polygon, with image.Image) {
	frame := c.frame(polygons)
	pen := vector.NewRasterizer(frame.Dx(), frame.Dy())
	for _, p := range polygons {
		for _, r := range p {
			for i, q := range r {
				x, y := c.from(frame, q)
				if i == 0 {
					pen.MoveTo(x, y)
				} else {
					pen.LineTo(x, y)
				}
			}
			pen.ClosePath()
		}
	}
	pen.Draw(c, frame, with, frame.Min)
}

// from is where a place comes to lie, seen from the corner of a frame.
func (c *canvas) from(frame image.Rectangle, p geo.Point) (x, y float32) {
	x, y = c.at(p)
	return near(x) - float32(frame.Min.X), near(y) - float32(frame.Min.Y)
}

func (c *canvas) outline(polygons []overlay.Polygon, with color.Color) {
	frame := c.frame(polygons)
	pen := vector.NewRasterizer(frame.Dx(), frame.Dy())
	for _, p := range polygons {
		for _, r := range p {
			for i := 1; i < len(r); i++ {
				ax, ay := c.from(frame, r[i-1])
				bx, by := c.from(frame, r[i])
				stroke(pen, ax, ay, bx, by)
			}
		}
	}
	pen.Draw(c, frame, image.NewUniform(with), image.Point{})
}

// stroke draws a line a little more than a pixel wide.
func stroke(pen *vector.Rasterizer, ax, ay, bx, by float32) {
	dx, dy := bx-ax, by-ay
	l := float32(math.Hypot(float64(dx), float64(dy)))
	if l == 0 {
		return
	}
	nx, ny := -dy/l*0.6, dx/l*0.6
	pen.MoveTo(ax+nx, ay+ny)
	pen.LineTo(bx+nx, by+ny)
	pen.LineTo(bx-nx, by-ny)
	pen.LineTo(ax-nx, ay-ny)
	pen.ClosePath()
}

// A hatch is lines on a ground; the number of the move chooses their direction.
type hatch struct {
	line, ground color.RGBA
	move         int
}

// ColorModel, Bounds and At make an image of it that has no end.
func (hatch) ColorModel() color.Model { return color.RGBAModel }
func (hatch) Bounds() image.Rectangle { return image.Rect(-1e6, -1e6, 1e6, 1e6) }
func (h hatch) At(x, y int) color.Color {
	const apart = 7
	on := false
	switch h.move % 4 {
	case 0:
		on = y%apart < 2
	case 1:
		on = (x+y)%apart < 2
	case 2:
		on = (x-y+10*pictureHigh*apart)%apart < 2
	case 3:
		on = x%apart < 2
	}
	if on {
		return h.line
	}
	return h.ground
}

// labels writes the number of its move on every piece that has room for it.
func (c *canvas) labels(pieces []Piece, numbers map[[2]string]int) {
	var taken []image.Rectangle
	for i, p := range pieces {
		if p.Doubtful || i > 400 {
			continue
		}
		box, _ := boxOf(p.Outline)
		if float64(int64(box.North)-int64(box.South))*c.scale < 14 && float64(int64(box.East)-int64(box.West))*c.lonAt*c.scale < 14 {
			continue
		}
		x, y := c.at(Middle(p.Outline))
		text := fmt.Sprint(numbers[[2]string{p.From, p.To}])
		r := image.Rect(int(x)-8, int(y)-9, int(x)+9, int(y)+9)
		if slices.ContainsFunc(taken, r.Overlaps) || !r.In(image.Rect(0, 0, pictureWide-legendWide, pictureHigh)) {
			continue
		}
		taken = append(taken, r)
		draw.Draw(c, r, image.NewUniform(paper), image.Point{}, draw.Src)
		wide := font.MeasureString(c.small, text).Ceil()
		c.write(c.small, ink, int(x)-wide/2, int(y)+5, text)
	}
}

func (c *canvas) write(face font.Face, with color.Color, x, y int, text string) {
	d := font.Drawer{Dst: c, Src: image.NewUniform(with), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// fitted shortens a text to what the legend has room for.
func (c *canvas) fitted(face font.Face, text string, wide int) string {
	letters := []rune(text)
	for len(letters) > 1 && font.MeasureString(face, string(letters)).Ceil() > wide {
		letters = append(letters[:len(letters)-2], '…')
	}
	return string(letters)
}

func (c *canvas) legend(r Result) {
	const left = pictureWide - legendWide
	draw.Draw(c, image.Rect(left, 0, pictureWide, pictureHigh), image.White, image.Point{}, draw.Src)
	draw.Draw(c, image.Rect(left, 0, left+1, pictureHigh), image.NewUniform(faint), image.Point{}, draw.Src)
	x, y, wide := left+margin, margin+16, legendWide-2*margin
	line := func(face font.Face, with color.Color, text string, down int) {
		c.write(face, with, x, y, c.fitted(face, text, wide))
		y += down
	}
	line(c.text, ink, "What changed between two maps", 26)
	line(c.small, ink, "from "+r.Before, 18)
	line(c.small, ink, "to "+r.After, 30)
	swatch := func(with image.Image, text string, down int) {
		draw.Draw(c, image.Rect(x, y-14, x+34, y+4), with, image.Pt(x, y), draw.Src)
		edge(c, image.Rect(x, y-14, x+34, y+4))
		c.write(c.small, ink, x+44, y, c.fitted(c.small, text, wide-44))
		y += down
	}
	line(c.text, ink, "Held in both, pale", 24)
	for _, h := range r.Holders {
		if y < pictureHigh/3 {
			swatch(image.NewUniform(c.tint(h.Name)), fmt.Sprintf("%s: kept %s km²", h.Name, overlay.SquareKm(h.Kept)), 24)
		}
	}
	y += 10
	line(c.text, ink, "Moved, hatched and numbered", 24)
	for i, m := range r.Moves {
		if i == mostMoves {
			line(c.small, ink, fmt.Sprintf("and %d more", len(r.Moves)-mostMoves), 22)
			break
		}
		t := c.tint(m.To)
		swatch(hatch{darker(t), t, i + 1}, fmt.Sprintf("%d  from %s", i+1, m.From), 18)
		c.write(c.small, ink, x+44, y, c.fitted(c.small, fmt.Sprintf("%s km² to %s", overlay.SquareKm(m.SquareCm), m.To), wide-44))
		y += 18
		if m.Doubtful > 0 {
			c.write(c.small, faint, x+44, y, c.fitted(c.small, fmt.Sprintf("of it no reliable change: %s km²", overlay.SquareKm(m.Doubtful)), wide-44))
			y += 18
		}
		y += 6
	}
	if len(r.Moves) == 0 {
		line(c.small, ink, "nothing", 24)
	}
	y = pictureHigh - 112
	c.ruler(x, y-22)
	uncertainty := "the maps state no uncertainty"
	if r.UncertaintyM > 0 {
		uncertainty = fmt.Sprintf("only outlined: no wider than its uncertainty (up to %d m)", r.UncertaintyM)
	}
	for _, text := range []string{uncertainty, "white labels: number of the move", "areas on the ellipsoid of WGS 84", "repeats what the maps say; judges nobody"} {
		line(c.small, faint, text, 19)
	}
}

func edge(c *canvas, r image.Rectangle) {
	for _, side := range []image.Rectangle{{r.Min, image.Pt(r.Max.X, r.Min.Y+1)}, {image.Pt(r.Min.X, r.Max.Y-1), r.Max}, {r.Min, image.Pt(r.Min.X+1, r.Max.Y)}, {image.Pt(r.Max.X-1, r.Min.Y), r.Max}} {
		draw.Draw(c, side, image.NewUniform(faint), image.Point{}, draw.Src)
	}
}

// ruler draws a length in round kilometres.
func (c *canvas) ruler(x, y int) {
	if c.scale == 0 {
		return
	}
	perKm := c.scale * 1000 / metresPerUnit
	km := 0.01
	for _, next := range []float64{0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000} {
		if next*perKm <= 260 {
			km = next
		}
	}
	draw.Draw(c, image.Rect(x, y, x+int(km*perKm), y+3), image.NewUniform(ink), image.Point{}, draw.Src)
	c.write(c.small, ink, x, y-6, fmt.Sprintf("%g km, north is up", km))
}
