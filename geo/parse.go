package geo

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode"
)

// maxPointText bounds a written position; the longest sensible spelling is half as long.
const maxPointText = 100

// ParsePoint reads a position as people write it:
//
//	32.619, 36.102    32.619N 36.102E    N32.619 E36.102    32.619; 36.102
//	32°37'08"N 36°06'07"E    32 37 08 N 36 06 07 E    32°37.14'N, 36°6.12'E
//	37SBS 27895 13275    37SBS2791
//
// Latitude comes first unless the letters say otherwise. Reading is exact, rounded half away from zero at 1e-7
// degree. A grid reference (MGRS) means a square; its centre is returned, and [ParseMGRS] tells how large it is.
func ParsePoint(text string) (Point, error) {
	if len(text) > maxPointText {
		return Point{}, fmt.Errorf("a position of %d characters cannot be read; write one such as 32.619, 36.102", len(text))
	}
	if looksLikeMGRS(text) {
		point, _, err := ParseMGRS(text)
		return point, err
	}
	point, err := parseAngles(text)
	if err != nil {
		return Point{}, fmt.Errorf("position %q: %w", text, err)
	}
	return point, nil
}

var errPositionForm = errors.New(`cannot be read; write it as 32.619, 36.102 or 32°37'08"N 36°06'07"E or a grid reference`)

// token is one piece of a written position.
type token struct {
	kind rune // '0' number, '°' '\'' '"' marks, 'N' 'S' 'E' 'W' letters, ',' separator
	text string
}

func parseAngles(text string) (Point, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return Point{}, err
	}
	first, second, ok := halves(tokens)
	if !ok {
		return Point{}, errPositionForm
	}
	a, err := parseAngle(first)
	if err != nil {
		return Point{}, err
	}
	b, err := parseAngle(second)
	if err != nil {
		return Point{}, err
	}
	switch {
	case a.letter == 0 && b.letter == 0, a.isLatitude() && b.isLongitude():
		return NewPoint(a.units, b.units)
	case a.isLongitude() && b.isLatitude():
		return NewPoint(b.units, a.units)
	}
	return Point{}, errors.New("needs one letter of N and S and one of E and W, or none at all")
}

// spellings maps the characters that people and phones use to the ones understood here.
var spellings = strings.NewReplacer(
	"º", "°", "˚", "°", "’", "'", "′", "'", "‘", "'", "''", `"`, "’’", `"`, "”", `"`, "“", `"`, "″", `"`,
	"−", "-", "–", "-", ";", ",", "\u00a0", " ",
)

func tokenize(text string) ([]token, error) {
	text = strings.ToUpper(spellings.Replace(text))
	var tokens []token
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t':
			i++
		case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
			end := i + 1
			for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.') {
				end++
			}
			tokens = append(tokens, token{'0', text[i:end]})
			i = end
		case strings.ContainsRune(`'",NSEW`, rune(c)):
			tokens = append(tokens, token{kind: rune(c)})
			i++
		case strings.HasPrefix(text[i:], "°"):
			tokens = append(tokens, token{kind: '°'})
			i += len("°")
		default:
			return nil, errPositionForm
		}
	}
	return tokens, nil
}

// halves cuts the tokens into those of the two angles: at the one comma, at the letters, or in the middle of the
// numbers.
func halves(tokens []token) (first, second []token, ok bool) {
	if comma := indexOfKind(tokens, ','); comma >= 0 {
		first, second = tokens[:comma], tokens[comma+1:]
		return first, second, indexOfKind(second, ',') < 0
	}
	var letters, numbers []int
	for i, t := range tokens {
		if isLetter(t.kind) {
			letters = append(letters, i)
		}
		if t.kind == '0' {
			numbers = append(numbers, i)
		}
	}
	switch {
	case len(letters) == 2 && letters[0] == 0:
		return tokens[:letters[1]], tokens[letters[1]:], true
	case len(letters) == 2:
		return tokens[:letters[0]+1], tokens[letters[0]+1:], true
	case len(letters) == 0 && len(numbers) > 0 && len(numbers)%2 == 0:
		middle := numbers[len(numbers)/2]
		return tokens[:middle], tokens[middle:], true
	}
	return nil, nil, false
}

func indexOfKind(tokens []token, kind rune) int {
	for i, t := range tokens {
		if t.kind == kind {
			return i
		}
	}
	return -1
}

func isLetter(kind rune) bool { return strings.ContainsRune("NSEW", kind) }

// angle is a latitude or longitude in units of 1e-7 degree, with the letter that came with it.
type angle struct {
	units  int64
	letter rune
}

func (a angle) isLatitude() bool  { return a.letter == 'N' || a.letter == 'S' }
func (a angle) isLongitude() bool { return a.letter == 'E' || a.letter == 'W' }

// parseAngle reads degrees, or degrees and minutes, or degrees, minutes and seconds, with a letter on either end.
func parseAngle(tokens []token) (angle, error) {
	var a angle
	if len(tokens) > 0 && isLetter(tokens[0].kind) {
		a.letter, tokens = tokens[0].kind, tokens[1:]
	} else if last := len(tokens) - 1; last >= 0 && isLetter(tokens[last].kind) {
		a.letter, tokens = tokens[last].kind, tokens[:last]
	}
	numbers, err := numbersOf(tokens)
	if err != nil {
		return angle{}, err
	}
	a.units, err = unitsOf(numbers, a.letter != 0)
	if a.letter == 'S' || a.letter == 'W' {
		a.units = -a.units
	}
	return a, err
}

// numbersOf returns the one to three numbers of an angle. A mark, where there is one, must be the right one.
func numbersOf(tokens []token) ([]string, error) {
	marks := []rune{'°', '\'', '"'}
	var numbers []string
	for i := 0; i < len(tokens); i++ {
		if tokens[i].kind != '0' || len(numbers) == len(marks) {
			return nil, errPositionForm
		}
		numbers = append(numbers, tokens[i].text)
		if i+1 < len(tokens) && tokens[i+1].kind != '0' {
			if tokens[i+1].kind != marks[len(numbers)-1] {
				return nil, errPositionForm
			}
			i++
		}
	}
	if len(numbers) == 0 {
		return nil, errPositionForm
	}
	return numbers, nil
}

// unitsOf adds degrees, minutes and seconds exactly and rounds once.
func unitsOf(numbers []string, lettered bool) (int64, error) {
	sign, digits := cutSign(numbers[0])
	if sign != "" && lettered {
		return 0, errors.New("has a sign and a letter for the same angle; leave one out")
	}
	sum, divisor := new(big.Rat), int64(1)
	for i, number := range append([]string{digits}, numbers[1:]...) {
		part, err := parsePart(number, i < len(numbers)-1)
		if err != nil {
			return 0, err
		}
		if i > 0 && part.Cmp(big.NewRat(60, 1)) >= 0 {
			return 0, fmt.Errorf("has %s minutes or seconds; they go up to 59", number)
		}
		sum.Add(sum, part.Mul(part, big.NewRat(1, divisor)))
		divisor *= 60
	}
	units := roundUnits(sum)
	if units > 1000*unitsPerDegree {
		return 0, errTooLarge
	}
	if sign == "-" {
		units = -units
	}
	return units, nil
}

func cutSign(number string) (sign, digits string) {
	if number[0] == '-' || number[0] == '+' {
		return number[:1], number[1:]
	}
	return "", number
}

// maxPartDigits bounds one number of an angle.
const maxPartDigits = 24

func parsePart(number string, mustBeWhole bool) (*big.Rat, error) {
	whole, fraction, dotted := strings.Cut(number, ".")
	if whole == "" || len(number) > maxPartDigits || !onlyDigits(whole) || !onlyDigits(fraction) || dotted && fraction == "" {
		return nil, errPositionForm
	}
	if dotted && mustBeWhole {
		return nil, fmt.Errorf("has the fraction %s before a smaller unit; only the last number may have one", number)
	}
	part, _ := new(big.Rat).SetString(number)
	return part, nil
}

// roundUnits returns degrees, not negative, as units of 1e-7 degree, or too many of them to be an angle.
func roundUnits(degrees *big.Rat) int64 {
	scaled := new(big.Rat).Mul(degrees, big.NewRat(unitsPerDegree, 1))
	scaled.Add(scaled, big.NewRat(1, 2))
	whole := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	if !whole.IsInt64() {
		return 1001 * unitsPerDegree
	}
	return whole.Int64()
}

// DMS returns the point in degrees, minutes and seconds, as in 32°37'08.4"N 36°06'07.2"E, with as many decimals of
// a second, up to four, as [ParsePoint] needs to read back the same point.
func (p Point) DMS() string {
	return formatDMS(int64(p.Lat), 2, "N", "S") + " " + formatDMS(int64(p.Lon), 3, "E", "W")
}

func formatDMS(units int64, width int, positive, negative string) string {
	letter := positive
	if units < 0 {
		letter, units = negative, -units
	}
	// In 1e-4 second one unit is 3.6, so rounding to whole ones loses nothing.
	const perSecond = 10_000
	ticks := (units*36 + 5) / 10
	degrees := ticks / (3600 * perSecond)
	minutes := ticks / (60 * perSecond) % 60
	seconds := ticks / perSecond % 60
	fraction := strings.TrimRight(fmt.Sprintf(".%04d", ticks%perSecond), "0")
	return fmt.Sprintf(`%0*d°%02d'%02d%s"%s`, width, degrees, minutes, seconds, strings.TrimSuffix(fraction, "."), letter)
}

// looksLikeMGRS reports whether the text begins as a grid reference does: a zone of one or two digits, then three
// letters.
func looksLikeMGRS(text string) bool {
	text = strings.TrimSpace(text)
	rest := strings.TrimLeft(text, "0123456789")
	if len(rest) == len(text) {
		return false
	}
	letters := 0
	for _, r := range rest {
		switch {
		case r == ' ':
			continue
		case r < unicode.MaxASCII && unicode.IsLetter(r):
			letters++
		default:
			return letters == 3
		}
	}
	return letters == 3
}
