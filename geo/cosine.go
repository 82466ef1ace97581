package geo

// one is 1 in the fixed-point form that angles and their cosines use here: 30 bits after the point.
const one = 1 << 30

// radiansPerUnit is π/180 · 1e-7 with 62 bits after the point. Times 90 degrees it still fits in 63 bits.
const radiansPerUnit = 8_048_910_509

// cosine returns the cosine of a latitude given in units of 1e-7 degree, in fixed point, to about 4 units in the
// last place (4e-9).
func cosine(lat int64) int64 {
	if lat < 0 {
		lat = -lat
	}
	if lat <= maxLat/2 {
		return cosineSeries(radians(lat))
	}
	return sineSeries(radians(maxLat - lat))
}

func radians(units int64) int64 { return units * radiansPerUnit >> 32 }

// The series end where the next term, at 45 degrees, is less than a unit in the last place.

func cosineSeries(x int64) int64 {
	square := product(x, x)
	sum := int64(one)
	for _, divisor := range [...]int64{9 * 10, 7 * 8, 5 * 6, 3 * 4, 1 * 2} {
		sum = one - product(square, sum)/divisor
	}
	return sum
}

func sineSeries(x int64) int64 {
	square := product(x, x)
	sum := int64(one)
	for _, divisor := range [...]int64{10 * 11, 8 * 9, 6 * 7, 4 * 5, 2 * 3} {
		sum = one - product(square, sum)/divisor
	}
	return product(x, sum)
}

// product multiplies two fixed-point numbers whose magnitude is at most 2.
func product(a, b int64) int64 { return (a*b + one/2) >> 30 }
