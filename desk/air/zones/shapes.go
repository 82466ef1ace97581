package zones

import (
	"errors"
	"fmt"
	"math"

	"truce.example/geo"
)

// WGS 84.
const (
	equatorM   = 6378137.0
	flattening = 1 / 298.257223563
	poleM      = equatorM * (1 - flattening)
)

// Disc returns the polygon of a circle.
func Disc(c Circle) (geo.MultiPolygon, error) {
	if c.RadiusCm <= 0 || c.RadiusCm > 2_000_000_00 {
		return nil, fmt.Errorf("a circle of %d cm is not between nothing and 2,000 km", c.RadiusCm)
	}
	var ring geo.Ring
	for i := range 120 {
		ring = append(ring, direct(c.Centre, float64(i)*3, float64(c.RadiusCm)/100))
	}
	return area(append(ring, ring[0]))
}

// Band returns everything between two parallels and two meridians.
func Band(south, west, north, east int32) (geo.MultiPolygon, error) {
	return area(geo.Ring{{Lat: south, Lon: west}, {Lat: south, Lon: east}, {Lat: north, Lon: east}, {Lat: north, Lon: west}, {Lat: south, Lon: west}})
}

// Strip returns what lies within half of the width of a line: a corridor. It is the union of one box for each leg and a
// disc at each bend.
func Strip(line []geo.Point, widthCm int64) (geo.MultiPolygon, error) {
	if len(line) < 2 || widthCm <= 0 {
		return nil, errors.New("a corridor needs two points or more and a width")
	}
	var out geo.MultiPolygon
	half := float64(widthCm) / 200
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		if a == b {
			continue
		}
		_, course, back := inverse(a, b)
		leg, err := area(geo.Ring{direct(a, course+90, half), direct(b, back+90, half), direct(b, back-90, half), direct(a, course-90, half), direct(a, course+90, half)})
		if err != nil {
			return nil, err
		}
		out = append(out, leg...)
		if i+1 < len(line) {
			bend, err := Disc(Circle{b, widthCm / 2})
			if err != nil {
				return nil, err
			}
			out = append(out, bend...)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("a corridor needs two points that differ")
	}
	return out, nil
}

// arc returns the points from one bearing to another round a centre, the radius changing evenly from one to the other.
func arc(centre geo.Point, fromDeg, toDeg, fromM, toM float64, clockwise bool) []geo.Point {
	sweep := math.Mod(toDeg-fromDeg, 360)
	if clockwise && sweep <= 0 {
		sweep += 360
	} else if !clockwise && sweep >= 0 {
		sweep -= 360
	}
	steps := max(1, int(math.Ceil(math.Abs(sweep)/3)))
	var out []geo.Point
	for i := range steps + 1 {
		part := float64(i) / float64(steps)
		out = append(out, direct(centre, fromDeg+sweep*part, fromM+(toM-fromM)*part))
	}
	return out
}

// area makes a polygon of a ring, mended where that takes nothing away: points that repeat, and spikes of no width.
func area(ring geo.Ring) (geo.MultiPolygon, error) {
	ring = mend(ring)
	g, err := geo.NewPolygon(ring)
	if err != nil {
		return nil, err
	}
	return geo.MultiPolygon{g}, nil
}

// mend drops points that repeat the one before, and ways out and straight back.
func mend(ring geo.Ring) geo.Ring {
	var out geo.Ring
	for _, p := range ring {
		for {
			if n := len(out); n > 0 && out[n-1] == p {
				break
			}
			if n := len(out); n > 1 && out[n-2] == p {
				out = out[:n-1] // out[n-1] was a spike
				continue
			}
			out = append(out, p)
			break
		}
	}
	return out
}

// direct returns the place at a distance and bearing from p on the ellipsoid, after Vincenty (Survey Review 23, 1975).
func direct(p geo.Point, bearingDeg, metres float64) geo.Point {
	lat, lon := radians(p.Lat), radians(p.Lon)
	sin1, cos1 := math.Sincos(bearingDeg * math.Pi / 180)
	u := math.Atan((1 - flattening) * math.Tan(lat))
	sinU, cosU := math.Sincos(u)
	sigma1 := math.Atan2(math.Tan(u), cos1)
	sinA := cosU * sin1
	cos2A := 1 - sinA*sinA
	big1, big2 := series(cos2A)
	first := metres / (poleM * big1)
	sigma := first
	var sinS, cosS, cos2M float64
	for range 100 {
		sinS, cosS = math.Sincos(sigma)
		cos2M = math.Cos(2*sigma1 + sigma)
		next := first + big2*sinS*(cos2M+big2/4*(cosS*(2*cos2M*cos2M-1)-big2/6*cos2M*(4*sinS*sinS-3)*(4*cos2M*cos2M-3)))
		if math.Abs(next-sigma) < 1e-13 {
			break
		}
		sigma = next
	}
	x := sinU*sinS - cosU*cosS*cos1
	lat2 := math.Atan2(sinU*cosS+cosU*sinS*cos1, (1-flattening)*math.Hypot(sinA, x))
	lambda := math.Atan2(sinS*sin1, cosU*cosS-sinU*sinS*cos1)
	c := flattening / 16 * cos2A * (4 + flattening*(4-3*cos2A))
	l := lambda - (1-c)*flattening*sinA*(sigma+c*sinS*(cos2M+c*cosS*(2*cos2M*cos2M-1)))
	return geo.Point{Lat: units(lat2, 900_000_000), Lon: units(lon+l, 1_800_000_000)}
}

// inverse returns the distance from a to b, the bearing at a, and the one at b with which the way goes on.
func inverse(a, b geo.Point) (metres, bearingDeg, onwardDeg float64) {
	u1 := math.Atan((1 - flattening) * math.Tan(radians(a.Lat)))
	u2 := math.Atan((1 - flattening) * math.Tan(radians(b.Lat)))
	sin1, cos1 := math.Sincos(u1)
	sin2, cos2 := math.Sincos(u2)
	l := radians(b.Lon) - radians(a.Lon)
	lambda := l
	var sinS, cosS, sigma, cos2A, cos2M, sinL, cosL float64
	for range 200 {
		sinL, cosL = math.Sincos(lambda)
		sinS = math.Hypot(cos2*sinL, cos1*sin2-sin1*cos2*cosL)
		if sinS == 0 {
			return 0, 0, 0
		}
		cosS = sin1*sin2 + cos1*cos2*cosL
		sigma = math.Atan2(sinS, cosS)
		sinA := cos1 * cos2 * sinL / sinS
		cos2A = 1 - sinA*sinA
		cos2M = 0
		if cos2A != 0 {
			cos2M = cosS - 2*sin1*sin2/cos2A
		}
		c := flattening / 16 * cos2A * (4 + flattening*(4-3*cos2A))
		next := l + (1-c)*flattening*sinA*(sigma+c*sinS*(cos2M+c*cosS*(2*cos2M*cos2M-1)))
		if math.Abs(next-lambda) < 1e-13 {
			break
		}
		lambda = next
	}
	big1, big2 := series(cos2A)
	d := big2 * sinS * (cos2M + big2/4*(cosS*(2*cos2M*cos2M-1)-big2/6*cos2M*(4*sinS*sinS-3)*(4*cos2M*cos2M-3)))
	return poleM * big1 * (sigma - d), math.Atan2(cos2*sinL, cos1*sin2-sin1*cos2*cosL) * 180 / math.Pi,
		math.Atan2(cos1*sinL, cos1*sin2*cosL-sin1*cos2) * 180 / math.Pi
}

func series(cos2A float64) (a, b float64) {
	u := cos2A * (equatorM*equatorM - poleM*poleM) / (poleM * poleM)
	return 1 + u/16384*(4096+u*(-768+u*(320-175*u))), u / 1024 * (256 + u*(-128+u*(74-47*u)))
}

func radians(units int32) float64 { return float64(units) * 1e-7 * math.Pi / 180 }

func units(radians float64, limit int32) int32 {
	u := math.Round(radians * 180 / math.Pi * 1e7)
	return int32(max(-float64(limit), min(float64(limit), u)))
}
