package zones

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"truce.example/desk/air/fence"
	"truce.example/geo"
)

// OpenAir writes the zones as OpenAir 2. Positions are written to a thousandth of a second of arc, 3 cm: finer than that
// is lost. What OpenAir cannot say (holes, a tolerance, an area in parts, a height that is not set) is a note; of an area
// in parts each becomes a zone of its own.
func OpenAir(zones []Zone) (text []byte, notes []Note) {
	var b bytes.Buffer
	for i := range zones {
		z := &zones[i]
		note := func(format string, args ...any) {
			notes = append(notes, Note{Line: z.Line, Zone: z.Name, Text: fmt.Sprintf(format, args...)})
		}
		if z.ToleranceCm > 0 {
			note("the tolerance is left out")
		}
		parts := len(z.Area)
		if z.Circle != nil {
			parts = 1
		}
		for part := range parts {
			name := oneLine(z.Name)
			if parts > 1 {
				name = fmt.Sprintf("%s part %d of %d", name, part+1, parts)
			}
			b.WriteString("AC " + code(z) + "\n")
			optional(&b, "AY", z.Kind)
			b.WriteString("AN " + name + "\n")
			if parts == 1 && z.ID != z.Name {
				optional(&b, "AI", z.ID)
			}
			optional(&b, "AF", z.Frequency)
			optional(&b, "AG", z.Station)
			optional(&b, "AX", z.Squawk)
			writeActive(&b, z, note)
			writeLevel(&b, "AL", z.Floor)
			writeLevel(&b, "AH", z.Ceiling)
			if z.Circle != nil {
				fmt.Fprintf(&b, "V X=%s\nDC %s\n\n", position(z.Circle.Centre), nautical(z.Circle.RadiusCm))
				continue
			}
			if len(z.Area[part].Holes()) > 0 {
				note("the holes are left out: the zone is written larger than it is")
			}
			for _, q := range z.Area[part].Outer() {
				b.WriteString("DP " + position(q) + "\n")
			}
			b.WriteByte('\n')
		}
	}
	return b.Bytes(), notes
}

func code(z *Zone) string {
	if z.Code != "" {
		return oneLine(z.Code)
	}
	switch z.Class {
	case NoFly:
		return "P"
	case Restricted:
		return "R"
	case Danger:
		return "Q"
	}
	return "UNC"
}

func oneLine(s string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\r", " ", "*", "", ";", ",").Replace(s))
}

func optional(b *bytes.Buffer, command, value string) {
	if value = oneLine(value); value != "" {
		b.WriteString(command + " " + value + "\n")
	}
}

func writeLevel(b *bytes.Buffer, command string, l fence.Level) {
	if l.Datum != fence.Unset {
		b.WriteString(command + " " + levelText(l) + "\n")
	}
}

func writeActive(b *bytes.Buffer, z *Zone, note func(string, ...any)) {
	if z.Dormant {
		b.WriteString("AA NONE\n")
	}
	for _, w := range z.Active {
		from, to := "NONE", "NONE"
		if w.FromMs > -1<<60 {
			from = minute(w.FromMs)
		}
		if w.ToMs != 0 {
			to = minute(w.ToMs)
		}
		if w.FromMs > 0 && w.FromMs%60_000 != 0 || w.ToMs%60_000 != 0 {
			note("times of activity are written to the minute")
		}
		if from != to {
			fmt.Fprintf(b, "AA %s/%s\n", from, to)
		}
	}
}

func minute(ms int64) string { return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04Z") }

// nautical writes centimetres as nautical miles, to a thousandth of a millimetre of rounding.
func nautical(cm int64) string {
	millionths := (cm*10_000 + 926) / 1852
	return fmt.Sprintf("%d.%06d", millionths/1_000_000, millionths%1_000_000)
}

func position(p geo.Point) string {
	return dms(int64(p.Lat), "NS", 2) + " " + dms(int64(p.Lon), "EW", 3)
}

func dms(units int64, letters string, wide int) string {
	letter := letters[0]
	if units < 0 {
		units, letter = -units, letters[1]
	}
	thousandths := (units*36 + 50) / 100
	return fmt.Sprintf("%0*d:%02d:%02d.%03d %c", wide, thousandths/3_600_000, thousandths/60_000%60, thousandths/1000%60, thousandths%1000, letter)
}
