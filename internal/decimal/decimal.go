// Package decimal reads decimal numbers exactly, as integers of a small unit, and quickly.
package decimal

// Parse reads a decimal number such as -36.102 in units of 10^-digits, rounded half away from zero. Every byte must belong
// to it; there is no exponent and no space. Numbers beyond 2^62 are refused.
func Parse[T string | []byte](text T, digits int) (value int64, ok bool) {
	i, negative := 0, false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative = text[0] == '-'
		i = 1
	}
	const most = 1 << 62 / 10
	seen, point, after, up := 0, false, 0, false
	for ; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '.' && !point:
			point = true
			continue
		case c < '0' || c > '9':
			return 0, false
		}
		seen++
		if point {
			if after == digits {
				up = c >= '5'
				after++
				continue
			}
			if after++; after > digits {
				continue
			}
		}
		if value >= most {
			return 0, false
		}
		value = value*10 + int64(c-'0')
	}
	if seen == 0 {
		return 0, false
	}
	for ; after < digits; after++ {
		if value >= most {
			return 0, false
		}
		value *= 10
	}
	if up {
		value++
	}
	if negative {
		value = -value
	}
	return value, true
}
