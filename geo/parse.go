package geo

import "errors"

// ParsePoint TEMP
func ParsePoint(text string) (Point, error) {
	for i := range text {
		if text[i] == ',' {
			j := i + 1
			for j < len(text) && text[j] == ' ' {
				j++
			}
			lat, err := parseDegrees(text[:i])
			if err != nil {
				return Point{}, err
			}
			lon, err := parseDegrees(text[j:])
			if err != nil {
				return Point{}, err
			}
			return NewPoint(lat, lon)
		}
	}
	return Point{}, errors.New("no")
}
