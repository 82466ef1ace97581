package mvt

import "encoding/binary"

// The wire form: protocol buffers as the Vector Tile Specification 2.1 lays them out, written directly.

// Tags of fields: number and wire type.
const (
	tileLayer = 3<<3 | 2

	layerName    = 1<<3 | 2
	layerFeature = 2<<3 | 2
	layerKey     = 3<<3 | 2
	layerValue   = 4<<3 | 2
	layerExtent  = 5 << 3
	layerVersion = 15 << 3

	featureID       = 1 << 3
	featureTags     = 2<<3 | 2
	featureType     = 3 << 3
	featureGeometry = 4<<3 | 2

	valueText = 1<<3 | 2
	valueInt  = 4 << 3
	valueSint = 6 << 3
	valueBool = 7 << 3
)

// Kinds of geometry.
const (
	kindPoint   = 1
	kindLine    = 2
	kindPolygon = 3
)

// Commands of a geometry.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// A layer of a tile, as it is written. The zero layer is ready.
type layer struct {
	name     string
	features []byte
	keys     []byte
	values   []byte
	keyOf    map[string]uint32
	valueOf  map[Value]uint32
	n        int // features
	scratch  []byte
	pen      pen
}

// tag appends the numbers of a key and a value, which are written once each.
func (l *layer) tag(to []byte, key string, v Value) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, uint64(l.key(key))), uint64(l.value(v)))
}

// key is the number of a key in the layer.
func (l *layer) key(key string) uint32 {
	k, ok := l.keyOf[key]
	if !ok {
		if l.keyOf == nil {
			l.keyOf = map[string]uint32{}
		}
		k = uint32(len(l.keyOf))
		l.keyOf[key] = k
		l.keys = text(l.keys, layerKey, key)
	}
	return k
}

// value is the number of a value in the layer.
func (l *layer) value(v Value) uint32 {
	n, ok := l.valueOf[v]
	if !ok {
		if l.valueOf == nil {
			l.valueOf = map[Value]uint32{}
		}
		n = uint32(len(l.valueOf))
		l.valueOf[v] = n
		l.values = v.append(l.values)
	}
	return n
}

// add writes a feature; an id below zero is none.
func (l *layer) add(id int64, tags []byte, kind byte, geometry []byte) {
	f := l.scratch[:0]
	if id >= 0 {
		f = binary.AppendUvarint(append(f, featureID), uint64(id))
	}
	if len(tags) > 0 {
		f = bytesField(f, featureTags, tags)
	}
	f = append(f, featureType, kind)
	f = bytesField(f, featureGeometry, geometry)
	l.features = bytesField(l.features, layerFeature, f)
	l.scratch = f
	l.n++
}

// dot writes a feature that is a point.
func (l *layer) dot(id int64, tags []byte, x, y uint32) {
	l.pen = pen{out: l.pen.out[:0]}
	l.pen.command(moveTo, 1)
	l.pen.to(corner{int64(x), int64(y)})
	l.add(id, tags, kindPoint, l.pen.out)
}

// appendTo appends the layer to a tile, unless it is empty.
func (l *layer) appendTo(tile []byte) []byte {
	if l.n == 0 {
		return tile
	}
	head := text(nil, layerName, l.name)
	tail := binary.AppendUvarint(append([]byte(nil), layerExtent), extent)
	tail = append(tail, layerVersion, 2)
	tile = append(tile, tileLayer)
	tile = binary.AppendUvarint(tile, uint64(len(head)+len(l.features)+len(l.keys)+len(l.values)+len(tail)))
	for _, part := range [][]byte{head, l.features, l.keys, l.values, tail} {
		tile = append(tile, part...)
	}
	return tile
}

func bytesField(to []byte, tag byte, b []byte) []byte {
	return append(binary.AppendUvarint(append(to, tag), uint64(len(b))), b...)
}

func text(to []byte, tag byte, s string) []byte {
	return append(binary.AppendUvarint(append(to, tag), uint64(len(s))), s...)
}

// append writes the value as a field of its layer.
func (v Value) append(to []byte) []byte {
	var b []byte
	switch v.kind {
	case isText:
		b = text(nil, valueText, v.text)
	case isInteger:
		if v.number < 0 {
			b = binary.AppendUvarint([]byte{valueSint}, zigzag(v.number))
		} else {
			b = binary.AppendUvarint([]byte{valueInt}, uint64(v.number))
		}
	case isBoolean:
		b = []byte{valueBool, byte(v.number)}
	}
	return bytesField(to, layerValue, b)
}

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

// A pen draws a geometry; each place is written as the way from the one before.
type pen struct {
	out []byte
	at  corner
}

func (p *pen) command(c, times int) { p.out = binary.AppendUvarint(p.out, uint64(times<<3|c)) }

func (p *pen) to(c corner) {
	p.out = binary.AppendUvarint(p.out, zigzag(c.x-p.at.x))
	p.out = binary.AppendUvarint(p.out, zigzag(c.y-p.at.y))
	p.at = c
}

func (p *pen) path(corners []corner) {
	p.command(moveTo, 1)
	p.to(corners[0])
	p.command(lineTo, len(corners)-1)
	for _, c := range corners[1:] {
		p.to(c)
	}
}

func (p *pen) ring(corners []corner) {
	p.path(corners)
	p.out = append(p.out, 1<<3|closePath)
}
