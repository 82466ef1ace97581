package inquiry

import (
	"context"
	"encoding/json"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"truce.example/desk"
	"truce.example/record"
	"truce.example/view"
)

// readable is a case's number, of which the asker sees a part.
func readable(ctx context.Context, q desk.Question) (Case, error) {
	no, err := strconv.ParseInt(q.Path("case"), 10, 64)
	if err != nil || no < 0 {
		return Case{}, desk.Refuse(desk.Invalid, "%q is no number of a case; write one such as 41", short(q.Path("case")))
	}
	f := desk.NewFilter(nil)
	f.Where("case_no = ?", no)
	cases, err := listCases(ctx, q, f, "state", 1)
	if err != nil {
		return Case{}, err
	}
	if len(cases) == 0 {
		return Case{}, noCase(no)
	}
	return cases[0], nil
}

// Accounts is the answer to GET cases/{case}/accounts.
type Accounts struct {
	Case   int64         `json:"case"`
	Points []string      `json:"points"`
	Due    record.Moment `json:"due"`
	Sides  []SideAccount `json:"sides"` // by id: no side comes first for what it says
}

// A SideAccount is what one side said, oldest first.
type SideAccount struct {
	Side  string       `json:"side"`
	Given []GivenEntry `json:"given"`
}

// A GivenEntry is one account under the entry that gave it.
type GivenEntry struct {
	Entry     int64         `json:"entry"`
	By        string        `json:"by,omitempty"`
	At        record.Moment `json:"at"`
	Released  int64         `json:"released,omitempty"` // entry
	Forgotten bool          `json:"forgotten,omitempty"`
	Account   Account       `json:"account"`
}

func askAccounts(ctx context.Context, q desk.Question) (any, error) {
	c, err := readable(ctx, q)
	if err != nil {
		return nil, err
	}
	return accountsOf(ctx, q, c.Case)
}

func accountsOf(ctx context.Context, q desk.Question, no int64) (Accounts, error) {
	all, err := steps(ctx, q, no)
	if err != nil {
		return Accounts{}, err
	}
	return accountsIn(no, all)
}

// accountsIn are the accounts among the steps of a case.
func accountsIn(no int64, steps []Step) (Accounts, error) {
	out := Accounts{Case: no, Points: []string{}, Sides: []SideAccount{}}
	for _, s := range steps {
		switch s.Kind {
		case "inquiry.account_asked/1":
			var f AccountAsked
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return out, err
			}
			out.Points, out.Due = f.Points, f.Due
			out.side(f.Side)
		case "inquiry.account_given/1":
			var f AccountGiven
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return out, err
			}
			out.give(GivenEntry{Entry: s.Entry, By: f.By, At: f.At, Forgotten: s.Forgotten, Account: f.Account})
		case "inquiry.account_released/1":
			var f AccountReleased
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return out, err
			}
			out.give(GivenEntry{Entry: f.Entry, At: s.Recorded, Released: s.Entry, Forgotten: s.Forgotten, Account: f.Account})
		}
	}
	slices.SortFunc(out.Sides, func(a, b SideAccount) int { return strings.Compare(a.Side, b.Side) })
	return out, nil
}

func (a *Accounts) side(id string) *SideAccount {
	i := slices.IndexFunc(a.Sides, func(s SideAccount) bool { return s.Side == id })
	if i < 0 {
		a.Sides, i = append(a.Sides, SideAccount{Side: id, Given: []GivenEntry{}}), len(a.Sides)
	}
	return &a.Sides[i]
}

func (a *Accounts) give(g GivenEntry) {
	s := a.side(g.Account.Side)
	for i := range s.Given {
		if s.Given[i].Entry == g.Entry {
			s.Given[i].Released = g.Released
			return
		}
	}
	s.Given = append(s.Given, g)
}

// An EvidenceItem is one item with its chain.
type EvidenceItem struct {
	Item      int64           `json:"item"`
	By        string          `json:"by"`
	Recorded  record.Moment   `json:"recorded"`
	Forgotten bool            `json:"forgotten,omitempty"`
	Fact      EvidenceEntered `json:"fact"`
	Holder    string          `json:"holder"`
	Integrity string          `json:"integrity"` // whole or doubt
	Reasons   []string        `json:"reasons,omitempty"`
	Chain     []Handover      `json:"chain"`
	Opened    []Opening       `json:"opened"`
	Near      []Resemblance   `json:"near,omitempty"`
}

// A Handover is form F17: the giver's half, and the receiver's when it is signed.
type Handover struct {
	Entry    int64             `json:"entry"`
	Offered  EvidenceOffered   `json:"offered"`
	Receipt  int64             `json:"receipt,omitempty"`
	Signed   string            `json:"signed,omitempty"` // member who signed for the receiver
	Received *EvidenceReceived `json:"received,omitempty"`
}

// An Opening says who opened an item and what for.
type Opening struct {
	Entry   int64         `json:"entry"`
	By      string        `json:"by"`
	At      record.Moment `json:"at"`
	Purpose string        `json:"purpose"`
}

// A Resemblance is a picture that looks nearly the same.
type Resemblance struct {
	Item int64 `json:"item"`
	Case int64 `json:"case"`
	Bits int   `json:"bits"` // of 64 that differ
}

func askEvidence(ctx context.Context, q desk.Question) (any, error) {
	c, err := readable(ctx, q)
	if err != nil {
		return nil, err
	}
	items, err := evidenceOf(ctx, q, c.Case)
	if err != nil {
		return nil, err
	}
	looks, err := allLooks(ctx, q)
	if err != nil {
		return nil, err
	}
	for i, item := range items {
		items[i].Near = near(item.Item, item.Fact.Looks, looks)
	}
	return map[string]any{"case": c.Case, "items": items}, nil
}

func evidenceOf(ctx context.Context, q desk.Question, no int64) ([]EvidenceItem, error) {
	all, err := steps(ctx, q, no)
	if err != nil {
		return nil, err
	}
	return itemsOf(all)
}

// itemsOf are the items of evidence among the steps of a case, each with its chain.
func itemsOf(steps []Step) ([]EvidenceItem, error) {
	items := []EvidenceItem{}
	at := map[int64]int{}
	for _, s := range steps {
		switch s.Kind {
		case "inquiry.evidence_entered/1":
			item := EvidenceItem{Item: s.Entry, By: s.By, Recorded: s.Recorded, Forgotten: s.Forgotten, Integrity: "whole", Chain: []Handover{}, Opened: []Opening{}}
			if err := json.Unmarshal(s.Fact, &item.Fact); err != nil {
				return nil, err
			}
			item.Holder, at[s.Entry] = item.Fact.Holder, len(items)
			items = append(items, item)
		case "inquiry.evidence_offered/1":
			var f EvidenceOffered
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return nil, err
			}
			if i, ok := at[f.Item]; ok {
				items[i].Chain = append(items[i].Chain, Handover{Entry: s.Entry, Offered: f})
			}
		case "inquiry.evidence_received/1":
			var f EvidenceReceived
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return nil, err
			}
			if i, ok := at[f.Item]; ok {
				items[i].receive(s, f)
			}
		case "inquiry.evidence_opened/1":
			var f EvidenceOpened
			if err := json.Unmarshal(s.Fact, &f); err != nil {
				return nil, err
			}
			if i, ok := at[f.Item]; ok {
				items[i].Opened = append(items[i].Opened, Opening{s.Entry, s.By, s.Recorded, f.Purpose})
			}
		}
	}
	return items, nil
}

func (x *EvidenceItem) receive(s Step, f EvidenceReceived) {
	for i := range x.Chain {
		if x.Chain[i].Entry == f.Offered {
			x.Chain[i].Receipt, x.Chain[i].Signed, x.Chain[i].Received = s.Entry, s.By, &f
		}
	}
	x.Holder = f.To
	if f.Doubt != "" {
		x.Integrity, x.Reasons = "doubt", append(x.Reasons, f.Doubt)
	}
}

// nearlySame is how many of the 64 bits of two pictures' difference hashes may differ, for a person to look at both. Chance
// brings two unlike pictures so close about once in ten million pairs.
const nearlySame = 10

// A look is the difference hash of one picture.
type look struct {
	item, caseNo int64
	hash         uint64
}

func allLooks(ctx context.Context, q desk.Question) ([]look, error) {
	rows, err := q.View.Query(ctx, "select entry, case_no, looks from inquiry_looks order by entry")
	return view.Collect(rows, err, func(read view.Scan) (look, error) {
		var l look
		var hash int64
		err := read(&l.item, &l.caseNo, &hash)
		l.hash = uint64(hash)
		return l, err
	})
}

// near are the pictures that look like one, the most alike first.
func near(item int64, looks string, among []look) []Resemblance {
	hash, ok := lookOf(looks)
	if !ok {
		return nil
	}
	var out []Resemblance
	for _, l := range among {
		if d := bits.OnesCount64(l.hash ^ hash); d <= nearlySame && l.item != item {
			out = append(out, Resemblance{l.item, l.caseNo, d})
		}
	}
	slices.SortStableFunc(out, func(a, b Resemblance) int { return a.Bits - b.Bits })
	return out
}

// lookOf reads a difference hash. That of an even picture says nothing, and is no look.
func lookOf(looks string) (uint64, bool) {
	hash, err := strconv.ParseUint(looks, 16, 64)
	return hash, err == nil && hash != 0
}

// A caseStep is one step, and of which case.
type caseStep struct {
	caseNo int64
	step   Step
}

// stepAt is the step under an entry, if the asker sees it.
func stepAt(ctx context.Context, q desk.Question, entry int64) ([]caseStep, error) {
	rows, err := q.View.Query(ctx, "select case_no, entry, kind, recorded_ms, doc from inquiry_step where entry = ? and forgotten = 0", entry)
	return view.Collect(rows, err, func(read view.Scan) (caseStep, error) {
		var s caseStep
		var recorded int64
		var doc string
		err := read(&s.caseNo, &s.step.Entry, &s.step.Kind, &recorded, &doc)
		s.step.Recorded, s.step.Fact = record.Moment(recorded), json.RawMessage(doc)
		return s, err
	})
}

// askPackage gives the package of a referral.
func askPackage(ctx context.Context, q desk.Question) (any, error) {
	no, err := strconv.ParseInt(q.Path("referral"), 10, 64)
	if err != nil {
		return nil, desk.Refuse(desk.Invalid, "%q is no number of a referral", short(q.Path("referral")))
	}
	p, err := packOf(ctx, q, no)
	if err != nil {
		return nil, err
	}
	b, err := p.zipped()
	if err != nil {
		return nil, err
	}
	return desk.Document{Type: "application/zip", Name: "referral-" + strconv.FormatInt(no, 10) + ".zip", Body: b}, nil
}

// A Warning is a claim before the fact, with what became of it.
type Warning struct {
	Warning int64           `json:"warning"`
	Fact    json.RawMessage `json:"fact"`
	Outcome string          `json:"outcome"` // open, came, other, not or unclear
	Settled int64           `json:"settled,omitempty"`
	Case    int64           `json:"of_case,omitempty"`
	Text    string          `json:"text,omitempty"`
}

func askWarnings(ctx context.Context, q desk.Question) (any, error) {
	f := desk.NewFilter(q.Params)
	f.Is("by", "by_side")
	limit := f.Page("entry")
	if err := f.Refusal(); err != nil {
		return nil, err
	}
	rows, err := q.View.Query(ctx, `select entry, doc,
			coalesce((select s.outcome from inquiry_settled s where s.warning = w.entry order by s.entry desc limit 1), 'open'),
			(select s.entry from inquiry_settled s where s.warning = w.entry order by s.entry desc limit 1),
			(select s.of_case from inquiry_settled s where s.warning = w.entry order by s.entry desc limit 1),
			coalesce((select s.text from inquiry_settled s where s.warning = w.entry order by s.entry desc limit 1), '')
		from inquiry_warning w where `+f.SQL()+" order by entry desc limit ?", append(f.Args, limit)...)
	warnings, err := view.Collect(rows, err, func(read view.Scan) (Warning, error) {
		var w Warning
		var doc string
		var settled, of *int64
		err := read(&w.Warning, &doc, &w.Outcome, &settled, &of, &w.Text)
		w.Fact, w.Settled, w.Case = json.RawMessage(doc), orZero(settled), orZero(of)
		return w, err
	})
	return map[string]any{"warnings": warnings}, err
}
