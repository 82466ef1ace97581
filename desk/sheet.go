package desk

// A Sheet is a command as people fill it in on paper or on a phone: one blank after the other, in the mission's languages. From
// this one declaration come the forms of the field app and those of other programs (OpenRosa). The command embeds Carried.
type Sheet struct {
	ID     string  `json:"id"`   // one word: "observation"
	Code   string  `json:"code"` // as the mission numbers its forms: "F2"
	Title  Words   `json:"title"`
	Desk   string  `json:"desk"`
	Door   string  `json:"door"` // path of the desk's Tell that takes it
	Blanks []Blank `json:"blanks"`
	Files  bool    `json:"files,omitempty"` // photographs, sound and film may go with it
}

// Words are a text by language: "en", "ar" and "ru".
type Words map[string]string

// Say makes Words.
func Say(en, ar, ru string) Words { return Words{"en": en, "ar": ar, "ru": ru} }

// A Blank is one thing to fill in.
type Blank struct {
	Field    string   `json:"field"` // of the command's JSON; "count.n" is a field inside another
	Kind     string   `json:"kind"`  // one of the kinds below
	Label    Words    `json:"label,omitempty"`
	Hint     Words    `json:"hint,omitempty"`
	Required bool     `json:"required,omitempty"`
	Seldom   bool     `json:"seldom,omitempty"` // it may stand folded away
	Choices  []Choice `json:"choices,omitempty"`
	Least    *int64   `json:"least,omitempty"` // of a number
	Most     *int64   `json:"most,omitempty"`
	Value    string   `json:"value,omitempty"`  // of a fixed blank; else what stands there at first
	Radius   string   `json:"radius,omitempty"` // of a point: the field, in metres, that takes how exact it is
	Blanks   []Blank  `json:"blanks,omitempty"` // of a list: those of each item
}

// Kinds of blanks, by what the command's field takes.
const (
	BlankText   = "text"   // several lines
	BlankLine   = "line"   // one line
	BlankLines  = "lines"  // a list of texts, one to a line
	BlankNumber = "number" // a whole number
	BlankChoice = "choice" // the code of one of Choices
	BlankEntry  = "entry"  // likewise, a number of the record
	BlankMoment = "moment" // date and time
	BlankPoint  = "point"  // a place on the map
	BlankYes    = "yes"    // yes or no
	BlankList   = "list"   // several of the same, each with Blanks
	BlankFixed  = "fixed"  // Value; nobody is asked
)

// A Choice is one of several.
type Choice struct {
	Code  string `json:"code"`
	Label Words  `json:"label"`
}
