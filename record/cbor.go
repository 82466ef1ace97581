package record

import (
	"encoding/binary"
	"errors"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
)

// All stored structures are CBOR in the core deterministic encoding (RFC 8949 section 4.2.1): one value has one form,
// so that a hash over the bytes is a hash over the meaning. Decoding is as strict: duplicate keys, indefinite lengths,
// unknown struct fields and trailing bytes are refused.
var (
	encMode = must(cbor.CoreDetEncOptions().EncMode())
	decMode = must(cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxNestedLevels:   maxNested,
		MaxArrayElements:  131072,
		MaxMapPairs:       65536,
	}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Marshal encodes v as deterministic CBOR. Struct fields use their json names.
func Marshal(v any) ([]byte, error) { return encMode.Marshal(v) }

// Unmarshal decodes CBOR strictly into v.
func Unmarshal(b []byte, v any) error { return decMode.Unmarshal(b, v) }

// CBOR major types, for the few structures that are written and read by hand because every fact passes through them.
const (
	majorUint  = 0 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorArray = 4 << 5
	majorMap   = 5 << 5
	majorTag   = 6 << 5
	majorOther = 7 << 5
)

// appendHead appends the shortest head of a data item.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n < 1<<32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

func appendBytes(b, v []byte) []byte {
	return append(appendHead(b, majorBytes, uint64(len(v))), v...)
}

func appendText(b []byte, v string) []byte {
	return append(appendHead(b, majorText, uint64(len(v))), v...)
}

var errCBOR = errors.New("it is not deterministic CBOR")

// cutHead reads the head of a data item in its shortest form.
func cutHead(b []byte) (major byte, n uint64, rest []byte, err error) {
	if len(b) == 0 {
		return 0, 0, nil, errCBOR
	}
	major, info := b[0]&0xe0, b[0]&0x1f
	b = b[1:]
	if info < 24 {
		return major, uint64(info), b, nil
	}
	size := 1 << (info - 24)
	if info > 27 || len(b) < size { // 28 to 30 mean nothing, 31 is an indefinite length
		return 0, 0, nil, errCBOR
	}
	for _, c := range b[:size] {
		n = n<<8 | uint64(c)
	}
	least := [...]uint64{24, 1 << 8, 1 << 16, 1 << 32}[info-24]
	if n < least && major != majorOther { // a float may have any bits
		return 0, 0, nil, errCBOR
	}
	return major, n, b[size:], nil
}

// cutItem splits off one data item, whatever it holds.
func cutItem(b []byte, depth int) (item, rest []byte, err error) {
	major, n, rest, err := cutHead(b)
	if err != nil {
		return nil, nil, err
	}
	switch major {
	case majorTag:
		return nil, nil, errCBOR
	case majorBytes, majorText:
		if n > uint64(len(rest)) {
			return nil, nil, errCBOR
		}
		rest = rest[n:]
	case majorArray, majorMap:
		if n > uint64(len(rest)) || depth == 0 {
			return nil, nil, errCBOR
		}
		if major == majorMap {
			n *= 2
		}
		for ; n > 0; n-- {
			if _, rest, err = cutItem(rest, depth-1); err != nil {
				return nil, nil, err
			}
		}
	}
	end := len(b) - len(rest)
	return b[:end:end], rest, nil
}

// cutText splits off a text, without copying it.
func cutText(b []byte) (text, rest []byte, err error) {
	major, n, rest, err := cutHead(b)
	if err != nil || major != majorText || n > uint64(len(rest)) || !utf8.Valid(rest[:n]) {
		return nil, nil, errCBOR
	}
	return rest[:n], rest[n:], nil
}

// maxNested is how deep arrays and maps may lie in one another.
const maxNested = 16
