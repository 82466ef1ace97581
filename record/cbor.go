package record

import "github.com/fxamacker/cbor/v2"

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
		MaxNestedLevels:   16,
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
