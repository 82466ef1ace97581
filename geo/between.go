package geo

import "math"

// BetweenCm returns the distance in centimetres between the leg from a to b and the leg from c to d, 0 where they meet. The
// ends of a leg may be one point. Whether they meet is exact; accuracy is otherwise that of [DistanceCm]. Legs are straight in
// longitude and latitude, and do not go across the 180th meridian.
func BetweenCm(a, b, c, d Point) int64 {
	if segmentsMeet(a, b, c, d) {
		return 0
	}
	return min(segmentDistanceCm(c, d, a), segmentDistanceCm(c, d, b), segmentDistanceCm(a, b, c), segmentDistanceCm(a, b, d))
}

// BetweenCm returns the distance in centimetres between the area and the leg from a to b: 0 where any part of the leg lies in
// it. The empty area is [math.MaxInt64] away.
func (m MultiPolygon) BetweenCm(a, b Point) int64 {
	if m.Contains(a) || m.Contains(b) {
		return 0
	}
	nearest := int64(math.MaxInt64)
	for _, polygon := range m {
		for _, ring := range polygon.rings {
			least, middle := leastScale(ring, a), leastScale(ring, b)
			least.north, least.east = min(least.north, middle.north), min(least.east, middle.east)
			for i := 1; i < len(ring); i++ {
				if least.apartCm(ring[i-1], ring[i], a, b) < nearest {
					nearest = min(nearest, BetweenCm(ring[i-1], ring[i], a, b))
				}
			}
		}
	}
	return nearest
}

// apartCm returns a distance that two legs surely have, cheaply; used on a leastScale.
func (s scale) apartCm(a, b, c, d Point) int64 {
	const nanometresPerCm = 10_000_000
	apart := func(a, b, c, d int32) int64 {
		return max(0, int64(min(a, b))-int64(max(c, d)), int64(min(c, d))-int64(max(a, b)))
	}
	return max(apart(a.Lat, b.Lat, c.Lat, d.Lat)*s.north, apart(a.Lon, b.Lon, c.Lon, d.Lon)*s.east)/nanometresPerCm - 1
}
