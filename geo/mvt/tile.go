package mvt

import (
	"fmt"
	"math"
	"strconv"

	"truce.example/geo"
)

// MaxZoom is the deepest zoom that is drawn: there a unit of the tile's grid is about a centimetre.
const MaxZoom = 20

// extent is how many units of its grid a tile is wide and high.
const (
	extentBits = 12
	extent     = 1 << extentBits
)

// A Tile is a square of the map: at zoom Z the world is 2^Z tiles wide and high, counted from the north-west.
type Tile struct {
	Z    uint8
	X, Y uint32
}

// ParseTile reads the three numbers of a tile's address. They are written as plain decimals, so that a tile has one address.
func ParseTile(z, x, y string) (Tile, error) {
	zoom, err := plain(z)
	if err != nil || zoom > MaxZoom {
		return Tile{}, fmt.Errorf("a zoom is a whole number from 0 to %d", MaxZoom)
	}
	column, err := plain(x)
	row, err2 := plain(y)
	if err != nil || err2 != nil || column>>zoom != 0 || row>>zoom != 0 {
		return Tile{}, fmt.Errorf("at zoom %d the columns and rows of tiles are whole numbers from 0 to %d", zoom, uint32(1)<<zoom-1)
	}
	return Tile{uint8(zoom), column, row}, nil
}

func plain(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err == nil && strconv.FormatUint(n, 10) != text {
		err = strconv.ErrSyntax
	}
	return uint32(n), err
}

// String is the tile's address, "8/152/103".
func (t Tile) String() string { return fmt.Sprintf("%d/%d/%d", t.Z, t.X, t.Y) }

// Box is a box that holds every place of the tile and its margin, and a little more.
func (t Tile) Box() geo.Box {
	side := math.Exp2(float64(32 - int(t.Z)))
	margin := side*buffer/extent + 4
	north, west := unproject(float64(t.X)*side-margin, float64(t.Y)*side-margin)
	south, east := unproject(float64(t.X+1)*side+margin, float64(t.Y+1)*side+margin)
	return geo.Box{South: south - 1, West: west - 1, North: north + 1, East: east + 1}
}

// Holds says whether a place lies in the tile. A place nearer than 5 degrees to a pole lies in none.
func (t Tile) Holds(p geo.Point) bool {
	s, ok := project(p)
	lo, hi := t.stretch()
	k := s.key()
	return ok && lo <= k && k <= hi
}

// stretch is the first and the last place of the tile on the Morton curve.
func (t Tile) stretch() (lo, hi uint64) {
	bits := 64 - 2*uint(t.Z)
	lo = (spread(t.X) | spread(t.Y)<<1) << bits
	return lo, lo + (1<<bits - 1)
}

// A spot is a place in the square of the Web Mercator map: x from the west, y from the north, 2^32 wide and high.
type spot struct{ x, y uint32 }

// project gives the spot of a place, or false where the map has none.
func project(p geo.Point) (spot, bool) {
	x := uint64(int64(p.Lon)+180e7) << 32 / 360e7
	y, ok := mercator(p.Lat)
	return spot{uint32(min(x, math.MaxUint32)), y}, ok
}

// mercator gives y, cut off at the map's edges.
func mercator(lat int32) (y uint32, ok bool) {
	v := math.Floor((0.5 - math.Atanh(math.Sin(float64(lat)*(math.Pi/180e7)))/(2*math.Pi)) * (1 << 32))
	switch {
	case v < 0:
		return 0, false
	case v > math.MaxUint32:
		return math.MaxUint32, false
	}
	return uint32(v), true
}

// unproject gives the latitude and longitude of a spot, in 1e-7 degree.
func unproject(x, y float64) (lat, lon int32) {
	lon = int32(math.Round(min(max(x/(1<<32)*360e7-180e7, -180e7), 180e7-1)))
	lat = int32(math.Round(math.Asin(math.Tanh((0.5-y/(1<<32))*2*math.Pi)) * (180e7 / math.Pi)))
	return lat, lon
}

// key is the spot's place on the Morton curve.
func (s spot) key() uint64 { return spread(s.x) | spread(s.y)<<1 }

func spotOf(key uint64) spot { return spot{gather(key), gather(key >> 1)} }

// spread puts a zero between the bits of v.
func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}

// gather takes every second bit of w.
func gather(w uint64) uint32 {
	w &= 0x5555555555555555
	w = (w | w>>1) & 0x3333333333333333
	w = (w | w>>2) & 0x0f0f0f0f0f0f0f0f
	w = (w | w>>4) & 0x00ff00ff00ff00ff
	w = (w | w>>8) & 0x0000ffff0000ffff
	return uint32(w | w>>16)
}

// inTile is where in the tile's grid a spot of the tile lies.
func (t Tile) inTile(s spot) (x, y uint32) {
	return s.x << t.Z >> (32 - extentBits), s.y << t.Z >> (32 - extentBits)
}

// nearTile is where in the tile's grid any spot lies: below 0 and above its extent are outside.
func (t Tile) nearTile(s spot) (x, y int64) {
	side := uint(32 - t.Z)
	return (int64(s.x) - int64(t.X)<<side) >> (side - extentBits), (int64(s.y) - int64(t.Y)<<side) >> (side - extentBits)
}
