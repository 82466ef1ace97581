package brief

import "truce.example/record"

// Published says that a brief was given to its audience: of what it was made, on which checkpoint, and the hashes of what
// was given. It does not say that what is counted is true. Whoever may read it can have it made again and compare; a public
// edition of what the public may not read carries its numbers, because the public cannot make them.
type Published struct {
	Number     int64       `json:"number"` // counted in this record from 1
	Parameters Parameters  `json:"parameters"`
	Origin     string      `json:"origin"`
	Root       record.Hash `json:"root"` // of the first Parameters.Known entries
	Method     int64       `json:"method_version"`
	Layout     int64       `json:"layout_version"`
	Languages  []string    `json:"languages"`
	Outputs    []Output    `json:"outputs"`
	Of         *int64      `json:"of,omitempty"` // entry of the brief that it takes the place of
	Reason     string      `json:"reason,omitempty"`
	Compare    *Standing   `json:"compare,omitempty"` // the checkpoint of that brief
	Changes    []Change    `json:"changes,omitempty"` // since that brief
	Added      []int64     `json:"added,omitempty"`   // entries of reports
	Withdrawn  []int64     `json:"withdrawn,omitempty"`
	Body       []byte      `json:"body,omitempty"` // the brief as JSON, where its readers could not make it
}

// An Output is one form of a brief that was given out.
type Output struct {
	Form     string      `json:"form"`               // json, html or csv
	Language string      `json:"language,omitempty"` // none for JSON
	SHA256   record.Hash `json:"sha256"`
	Bytes    int64       `json:"bytes"`
}

// A Standing is a checkpoint of the record.
type Standing struct {
	Origin string      `json:"origin"`
	Size   int64       `json:"size"`
	Root   record.Hash `json:"root"`
}

// A Change is a number that is another one now.
type Change struct {
	Table  string `json:"table"`
	Line   Label  `json:"line"`
	Column string `json:"column"`
	Was    Figure `json:"was"`
	Is     Figure `json:"is"`
}

// Residue keeps that the brief was published, and for which time.
func (f Published) Residue() any {
	p := f.Parameters
	return Published{Number: f.Number, Parameters: Parameters{Kind: p.Kind, Edition: p.Edition, From: p.From, To: p.To, Known: p.Known}, Of: f.Of}
}

func facts() []record.Kind {
	report := int64(17)
	return []record.Kind{
		record.KindOf("brief.published/1", "A brief was given to its audience, made of the record as it was then known.", Published{
			Number: 2, Origin: "truce.example/exercise/centre", Method: MethodVersion, Layout: LayoutVersion, Languages: []string{"en", "ar"},
			Parameters: Parameters{Kind: Weekly, Edition: Full, From: 1499531400000, To: 1500136200000, Known: 120, At: 1500136500000, As: record.Parties, Persons: true},
			Outputs:    []Output{{Form: "json", Bytes: 4_096}, {Form: "html", Language: "en", Bytes: 40_960}},
			Of:         &report, Reason: "two reports came late", Compare: &Standing{Origin: "truce.example/exercise/centre", Size: 90},
			Changes: []Change{{Table: "key", Line: Label{Kind: "word", Code: "reports"}, Column: "number", Was: Figure{Value: 7, Entries: 7}, Is: Figure{Value: 9, Entries: 9}}},
			Added:   []int64{101, 110},
		}),
		record.KindOf("brief.corrected/1", "Numbers of a published brief would come out otherwise from what is known now.", Corrected{
			Of: 17, Number: 1, Known: 140, Added: []int64{131},
			Changes: []Change{{Table: "key", Line: Label{Kind: "word", Code: "reports"}, Column: "number", Was: Figure{Value: 7, Entries: 7}, Is: Figure{Value: 8, Entries: 8}}},
		}),
	}
}
