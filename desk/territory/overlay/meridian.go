package overlay

import (
	"fmt"

	"truce.example/geo"
)

const (
	halfGlobe  = 1_800_000_000
	wholeGlobe = 2 * halfGlobe
)

// cutAt180 gives a closed ring in parts that do not cross the 180th meridian. A ring crosses it where two points in a row
// are more than half the globe apart, except between places at the meridian itself.
func cutAt180(r geo.Ring) ([]geo.Ring, error) {
	jumps := false
	for i := 1; i < len(r); i++ {
		jumps = jumps || apart(r[i-1], r[i])
	}
	if !jumps {
		return []geo.Ring{r}, nil
	}
	unrolled := make([]spot, len(r)) // longitude goes on beyond 180
	shift := int64(0)
	for i, p := range r {
		if i > 0 && apart(r[i-1], p) {
			if p.Lon < 0 {
				shift += wholeGlobe
			} else {
				shift -= wholeGlobe
			}
		}
		unrolled[i] = spot{int64(p.Lon) + shift, int64(p.Lat)}
	}
	if shift != 0 {
		return nil, fmt.Errorf("near %s: it %w", r[0], errPole)
	}
	var parts []geo.Ring
	for turns := int64(-1); turns <= 1; turns++ {
		mid := turns * wholeGlobe
		part := clip(clip(unrolled, mid-halfGlobe, 1), mid+halfGlobe, -1)
		if len(part) < 3 {
			continue
		}
		ring := make(geo.Ring, 0, len(part)+1)
		for _, p := range part {
			ring = append(ring, geo.Point{Lat: int32(p.y), Lon: int32(p.x - mid)})
		}
		parts = append(parts, append(ring, ring[0]))
	}
	return parts, nil
}

// apart says whether the way between two points is shorter over the 180th meridian. A way that begins or ends at the
// meridian is taken as it is written.
func apart(a, b geo.Point) bool {
	d := int64(a.Lon) - int64(b.Lon)
	if d < 0 {
		d = -d
	}
	return d > halfGlobe && d < wholeGlobe
}

// clip keeps what lies on one side of a meridian: east of it if keep is 1, west if -1. Along the meridian the ring may
// come to lie on itself, which the even rule then cancels.
func clip(r []spot, at, keep int64) []spot {
	var out []spot
	for i, b := range r {
		a := r[(i+len(r)-1)%len(r)]
		inA, inB := (a.x-at)*keep >= 0, (b.x-at)*keep >= 0
		if inA != inB && a.x != at && b.x != at {
			t := float64(at-a.x) / float64(b.x-a.x)
			y := float64(a.y) + float64(t*float64(b.y-a.y))
			out = append(out, spot{at, int64(roundHalf(y))})
		}
		if inB {
			out = append(out, b)
		}
	}
	return out
}

func roundHalf(x float64) float64 {
	if x < 0 {
		return -float64(int64(-x + 0.5))
	}
	return float64(int64(x + 0.5))
}
