package record

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// A Kind declares one sort of fact: its name and version, what it means, an example, and the Go type that carries it.
// A kind is never removed and its fields are never re-meant; a new need is a new version beside the old one.
type Kind struct {
	Name    string // "observe.alleged/1"
	Meaning string // a sentence that a lawyer could read
	Example any    // a value of the fact's type
	typ     reflect.Type

	paths []string       // of the fact's own fields in a body, sorted
	rank  map[string]int // by a field's name, where its path stands in paths
}

// KindOf declares a kind whose facts are values of T, a struct whose exported fields have json names. Each top-level
// field is committed on its own.
func KindOf[T any](name, meaning string, example T) Kind {
	k := Kind{Name: name, Meaning: meaning, Example: example, typ: reflect.TypeFor[T](), rank: map[string]int{}}
	names := fieldNames(k.typ)
	sort.Strings(names)
	for i, n := range names {
		k.paths = append(k.paths, factPrefix+n)
		k.rank[n] = i
	}
	return k
}

// fieldNames lists the names under which CBOR writes a struct's fields.
func fieldNames(t reflect.Type) []string {
	var out []string
	if t.Kind() != reflect.Struct {
		return nil // refused when it is written
	}
	for _, f := range reflect.VisibleFields(t) {
		tag, tagged := f.Tag.Lookup("cbor")
		if !tagged {
			tag, tagged = f.Tag.Lookup("json")
		}
		name, _, _ := strings.Cut(tag, ",")
		if !f.IsExported() || f.Anonymous && name == "" || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// Kinds is a set of declared kinds.
type Kinds struct {
	byName map[string]Kind
	byType map[reflect.Type]Kind
}

// NewKinds collects kinds and refuses two of the same name or type.
func NewKinds(kinds ...Kind) (*Kinds, error) {
	ks := &Kinds{byName: map[string]Kind{}, byType: map[reflect.Type]Kind{}}
	for _, k := range kinds {
		if _, dup := ks.byName[k.Name]; dup {
			return nil, fmt.Errorf("the kind %s is declared twice", k.Name)
		}
		if other, dup := ks.byType[k.typ]; dup {
			return nil, fmt.Errorf("the type %s carries both %s and %s", k.typ, other.Name, k.Name)
		}
		ks.byName[k.Name], ks.byType[k.typ] = k, k
	}
	return ks, nil
}

// All lists the kinds by name.
func (ks *Kinds) All() []Kind {
	var out []Kind
	for _, k := range ks.byName {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// Of finds the kind of a fact, given as a value or a pointer.
func (ks *Kinds) Of(fact any) (Kind, error) {
	t := reflect.TypeOf(fact)
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	k, ok := ks.byType[t]
	if !ok {
		return Kind{}, fmt.Errorf("no desk declares facts of type %v", t)
	}
	return k, nil
}

// DecodeFact fills a new fact of the named kind from its CBOR: a map of its fields. An unknown kind gives nil: the fact
// stays provable and is skipped by name.
func (ks *Kinds) DecodeFact(kind string, fact []byte) (any, error) {
	k, ok := ks.byName[kind]
	if !ok {
		return nil, nil
	}
	v := reflect.New(k.typ)
	if err := Unmarshal(fact, v.Interface()); err != nil {
		return nil, fmt.Errorf("the fact %s does not have its shape: %w", kind, err)
	}
	return v.Interface(), nil
}
