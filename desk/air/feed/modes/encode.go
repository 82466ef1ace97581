package modes

import "math"

// Squitter writes the position of an aircraft in the air as an extended squitter (DF 17, type 11: NIC 8), with its altitude to 25
// feet: what a transponder sends, for tapes and tests. Positions are sent as even and odd frames in turn.
// DO-260B, A.1.7.3.
func Squitter(address uint32, lat, lon float64, feet int, odd bool) []byte {
	const most = 1 << 17
	zones := 60.0
	if odd {
		zones = 59
	}
	step := 360 / zones
	y := math.Floor(most*(lat-step*math.Floor(lat/step))/step + 0.5)
	rlat := step * (y/most + math.Floor(lat/step))
	nl := float64(NL(int64(math.Round(rlat * 1e7))))
	if odd {
		nl--
	}
	across := 360 / max(nl, 1)
	x := math.Floor(most*(lon-across*math.Floor(lon/across))/across + 0.5)
	la, lo := uint32(y)&(most-1), uint32(x)&(most-1)
	n := uint32(feet+1000) / 25
	code := (n>>4)<<5 | 1<<4 | n&15
	f := make([]byte, 14)
	f[0], f[1], f[2], f[3] = 17<<3|5, byte(address>>16), byte(address>>8), byte(address)
	f[4], f[5], f[6] = 11<<3, byte(code>>4), byte(code<<4)
	if odd {
		f[6] |= 4
	}
	f[6] |= byte(la >> 15)
	f[7], f[8] = byte(la>>7), byte(la<<1)|byte(lo>>16)
	f[9], f[10] = byte(lo>>8), byte(lo)
	p := Parity(f)
	f[11], f[12], f[13] = byte(p>>16), byte(p>>8), byte(p)
	return f
}
