package geo

// Midpoint returns the place halfway along the great circle from a to b, on a sphere, in integers only. It is symmetric
// in its arguments. Between places up to 200 km apart and below 70° of latitude it is within two metres of the true
// midpoint; farther away and nearer the poles it is an estimate, and beyond 85° the middle of the latitudes and
// longitudes; so too if more than a quarter of the globe lies between them.
//
// Halving again and again gives the whole way. Each half is nearly straight in longitude and latitude, and the terms
// beyond the second order, which are left out, shrink sixteenfold with each halving.
func Midpoint(a, b Point) Point {
	north, east := int64(b.Lat)-int64(a.Lat), int64(b.Lon)-int64(a.Lon)
	lat := half(int64(a.Lat) + int64(b.Lat))
	lon := half(int64(a.Lon) + int64(b.Lon))
	if magnitude(lat) > 85*unitsPerDegree || magnitude(east) > 90*unitsPerDegree {
		return Point{Lat: int32(lat), Lon: int32(lon)}
	}
	// Of the second order: the way bends towards the pole by Δλ²·sin 2φ/16, and its middle lies off the mean
	// longitude by Δλ·Δφ·tan φ/4, to the side of the end that is nearer the equator. Reckoned without signs, so that
	// rounding is the same in all four quarters.
	dn, de := int64(magnitude(north)), int64(magnitude(east))
	c, s := cosine(lat), int64(magnitude(sine(lat)))
	bend := de * radians(de) >> 30 * 2 * product(s, c) >> 30 / 16
	aside := (de * radians(dn) >> 30) * (s << 15 / c) >> 15 / 4
	if lat < 0 {
		bend, aside = -bend, -aside
	}
	if (north < 0) != (east < 0) {
		aside = -aside
	}
	return Point{Lat: int32(clamp(lat+bend, maxLat)), Lon: int32(clamp(lon-aside, maxLon))}
}

// Ahead returns the place that lies so many centimetres from p on the course given in hundredths of a degree clockwise
// from north. It is good to 0.1 % up to 50 km, enough to say where an aircraft will be in some minutes. A way that would
// cross a pole or the 180th meridian ends there.
func Ahead(p Point, courseCdeg int64, distanceCm int64) Point {
	course := (courseCdeg%36_000 + 36_000) % 36_000 * (unitsPerDegree / 100)
	northward, eastward := turned(course+90*unitsPerDegree), turned(course)
	const nanometresPerCm = 10_000_000
	at := int64(p.Lat)
	var north, east int64
	for range 2 { // the second time with the scale halfway
		s := scaleAt(at)
		north = northward * (distanceCm * (nanometresPerCm / 1000) / max(s.north/1000, 1)) >> 30
		east = eastward * (distanceCm * (nanometresPerCm / 1000) / max(s.east/1000, 1)) >> 30
		at = clamp(int64(p.Lat)+north/2, 89*unitsPerDegree)
	}
	return Point{Lat: int32(clamp(int64(p.Lat)+north, maxLat)), Lon: int32(clamp(int64(p.Lon)+east, maxLon))}
}

// sine returns the sine of a latitude in units of 1e-7 degree, in fixed point.
func sine(lat int64) int64 {
	if lat < 0 {
		return -cosine(maxLat + lat)
	}
	return cosine(maxLat - lat)
}

// turned returns the sine of any angle from 0 up to 450 degrees.
func turned(angle int64) int64 {
	const round = 360 * unitsPerDegree
	angle %= round
	switch {
	case angle <= maxLat:
		return sine(angle)
	case angle <= 3*maxLat:
		return sine(2*maxLat - angle)
	}
	return sine(angle - round)
}

func half(x int64) int64 { return x >> 1 }

func clamp(x, limit int64) int64 { return max(-limit, min(limit, x)) }
