package zones

import (
	"fmt"
	"strings"

	"truce.example/desk/air/fence"
	"truce.example/internal/decimal"
)

// ParseLevel reads a height as charts write it: "FL195", "2500 ft AMSL", "500M AGL", "SFC", "UNL". Without a unit it is in
// feet; without a datum it is above mean sea level, as OpenAir has it, and assumed says so.
func ParseLevel(text string) (l fence.Level, assumed bool, err error) {
	s := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	switch s {
	case "":
		return fence.Level{}, false, nil
	case "SFC", "GND", "0AGL", "0FTAGL", "0GND", "0SFC":
		return fence.Level{Datum: fence.Surface}, false, nil
	case "UNL", "UNLIM", "UNLIMITED", "UNLTD", "INF":
		return fence.Level{Datum: fence.Unlimited}, false, nil
	case "UNSET":
		return fence.Level{}, false, nil
	}
	if rest, ok := strings.CutPrefix(s, "FL"); ok {
		flight, good := decimal.Parse(rest, 2)
		if !good || flight < 0 || flight > 999_99 {
			return l, false, fmt.Errorf("%q is not a flight level; write a number of hundreds of feet, as in FL195", text)
		}
		return fence.Level{Datum: fence.Standard, Cm: fence.Feet(flight * 100)}, false, nil
	}
	digits := 0
	for digits < len(s) && strings.IndexByte("+-.0123456789", s[digits]) >= 0 {
		digits++
	}
	number, good := decimal.Parse(s[:digits], 2)
	if !good || number > 1_000_000_00 || number < -1_000_000_00 {
		return l, false, notALevel(text)
	}
	rest := s[digits:]
	datum, unit := "", rest
	for _, d := range []string{"AMSL", "ASL", "MSL", "ALT", "AGL", "ASFC", "GND", "SFC", "STD"} {
		if before, ok := strings.CutSuffix(rest, d); ok {
			datum, unit = d, before
			break
		}
	}
	switch unit {
	case "", "F", "FT", "FEET":
		l.Cm = fence.Feet(number)
	case "M", "METER", "METRES":
		l.Cm = number
	default:
		return l, false, notALevel(text)
	}
	switch datum {
	case "AGL", "ASFC", "GND", "SFC":
		l.Datum = fence.AGL
	case "STD":
		l.Datum = fence.Standard
	default:
		l.Datum = fence.AMSL
	}
	return l, datum == "", nil
}

func notALevel(text string) error {
	return fmt.Errorf("%q is not a height; write it as FL195, 2500 ft AMSL, 300 m AGL, SFC or UNL", text)
}

// levelText writes a level so that ParseLevel reads it back exactly.
func levelText(l fence.Level) string {
	switch l.Datum {
	case fence.AMSL, fence.AGL:
		if feet := nearestFeet(l.Cm); fence.Feet(feet*100) == l.Cm {
			return fmt.Sprintf("%dft %s", feet, l.Datum)
		}
		return fmt.Sprintf("%sm %s", hundredths(l.Cm), l.Datum)
	case fence.Standard:
		if feet := nearestFeet(l.Cm); feet%100 == 0 && feet >= 0 && fence.Feet(feet*100) == l.Cm {
			return fmt.Sprintf("FL%03d", feet/100)
		}
		return hundredths(l.Cm) + "m STD"
	}
	return l.Datum.String()
}

func nearestFeet(cm int64) int64 {
	if cm < 0 {
		return -nearestFeet(-cm)
	}
	return (cm*100 + 1524) / 3048
}

func hundredths(cm int64) string {
	sign := ""
	if cm < 0 {
		sign, cm = "-", -cm
	}
	return fmt.Sprintf("%s%d.%02d", sign, cm/100, cm%100)
}
