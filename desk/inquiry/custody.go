package inquiry

import (
	"fmt"
	"regexp"
	"slices"

	"truce.example/desk"
	"truce.example/internal/persons"
	"truce.example/record"
)

// Custody. An item of evidence has one holder at a time, from whoever entered it. It changes hands by form F17: the holder
// offers it, the receiver signs what came; until then nothing has moved. A seal that is not as it was offered puts the item
// in doubt, and nothing takes the doubt away: later receipts stand beside it.

// EvidenceEntered takes an item of evidence into a case. What is a file is named by the SHA-256 of what came in.
type EvidenceEntered struct {
	Case      int64     `json:"case"`
	Label     string    `json:"label"` // as the case calls it: M1
	Kind      string    `json:"kind"`
	File      int64     `json:"file,omitempty"` // entry that took the file in
	Name      string    `json:"name,omitempty"` // of the file
	Content   string    `json:"content,omitempty"`
	Size      int64     `json:"size,omitempty"`  // bytes
	Looks     string    `json:"looks,omitempty"` // difference hash of a picture, 16 hexadecimal digits
	Code      string    `json:"code,omitempty"`  // of who was interviewed: I-1
	Collected Collected `json:"collected"`
	Source    string    `json:"source,omitempty"`
	Consent   string    `json:"consent,omitempty"`
	Seal      string    `json:"seal,omitempty"` // number
	Gap       string    `json:"gap,omitempty"`  // time in which nobody held or watched it, and why
	Text      string    `json:"text,omitempty"` // what it shows
	Holder    string    `json:"holder"`         // member
}

// Collected says how an item came to the mission.
type Collected struct {
	By    string        `json:"by"` // team, function or member
	At    record.Moment `json:"at,omitempty"`
	Where string        `json:"where"`
	How   string        `json:"how"`
}

// EvidenceOffered is the giver's half of the receipt. The item stays with the giver.
type EvidenceOffered struct {
	Case      int64         `json:"case"`
	Item      int64         `json:"item"`
	From      string        `json:"from"`
	To        string        `json:"to"`                // member, or who outside the mission receives it
	Witness   string        `json:"witness,omitempty"` // member who signs that somebody outside received it
	At        record.Moment `json:"at"`
	Place     string        `json:"place"`
	Seal      string        `json:"seal,omitempty"`
	Condition string        `json:"condition"`
	Purpose   string        `json:"purpose"`
}

// EvidenceReceived is the receiver's half: with both the item has changed hands.
type EvidenceReceived struct {
	Case      int64         `json:"case"`
	Item      int64         `json:"item"`
	Offered   int64         `json:"offered"`
	From      string        `json:"from"`
	To        string        `json:"to"`
	At        record.Moment `json:"at"`
	SealState string        `json:"seal_state"` // intact, broken, missing or none
	Seal      string        `json:"seal,omitempty"`
	Condition string        `json:"condition"`
	Doubt     string        `json:"doubt,omitempty"` // why the item is in doubt since now
	Gap       string        `json:"gap,omitempty"`
}

// EvidenceOpened says that somebody opens an item, and what for. The door for files asks for it.
type EvidenceOpened struct {
	Case    int64  `json:"case"`
	Item    int64  `json:"item"`
	File    int64  `json:"file,omitempty"`
	Purpose string `json:"purpose"`
}

var (
	evidenceKinds = []string{"photo", "video", "audio", "document", "sample", "sensor", "satellite", "interview", "message", "web_page"}
	mustBeFiles   = []string{"photo", "video", "audio", "satellite", "web_page"}
	sealStates    = []string{"intact", "broken", "missing", "none"}

	evidenceLabel = regexp.MustCompile(`^[A-Z][A-Z0-9-]{0,15}$`)
	interviewCode = regexp.MustCompile(`^I-[0-9]{1,4}$`)
)

// Enter takes an item of evidence in.
type Enter struct {
	Case      int64     `json:"case"`
	Label     string    `json:"label"`
	Kind      string    `json:"kind"`
	File      int64     `json:"file,omitempty"`
	Code      string    `json:"code,omitempty"` // of an interview
	Collected Collected `json:"collected"`
	Source    string    `json:"source,omitempty"`
	Consent   string    `json:"consent,omitempty"`
	Seal      string    `json:"seal,omitempty"`
	Gap       string    `json:"gap,omitempty"`
	Text      string    `json:"text,omitempty"`
}

// Offer offers an item to somebody else.
type Offer struct {
	Item      int64         `json:"item"`
	To        string        `json:"to"`
	Witness   string        `json:"witness,omitempty"`
	At        record.Moment `json:"at,omitzero"` // left out: now
	Place     string        `json:"place"`
	Seal      string        `json:"seal,omitempty"`
	Condition string        `json:"condition"`
	Purpose   string        `json:"purpose"`
}

// Receive signs for an item that was offered.
type Receive struct {
	Offered   int64         `json:"offered"`
	At        record.Moment `json:"at,omitzero"` // left out: now
	SealState string        `json:"seal_state"`
	Seal      string        `json:"seal,omitempty"` // as found
	Condition string        `json:"condition"`
	Gap       string        `json:"gap,omitempty"`
}

// OpenItem says why an item is opened.
type OpenItem struct {
	Item    int64  `json:"item"`
	Purpose string `json:"purpose"`
}

// An exhibit is what is remembered of an item.
type exhibit struct {
	caseNo  int64
	holder  string
	seal    string
	file    int64
	since   record.Moment // when the holder took it
	doubt   bool
	offered int64 // entry of the offer that waits; 0 for none
	offer   *EvidenceOffered
}

func (s *state) kept(e record.Entry) {
	switch f := e.Fact.(type) {
	case *EvidenceEntered:
		s.exhibits[e.Number] = &exhibit{caseNo: f.Case, holder: f.Holder, seal: f.Seal, file: f.File, since: f.Collected.At}
		if f.File != 0 {
			s.heldFiles[f.File] = e.Number
		}
	case *EvidenceOffered:
		if x, ok := s.exhibits[f.Item]; ok {
			x.offered, x.offer = e.Number, f
		}
	case *EvidenceReceived:
		if x, ok := s.exhibits[f.Item]; ok {
			x.holder, x.seal, x.since, x.offered, x.offer = f.To, f.Seal, f.At, 0, nil
			x.doubt = x.doubt || f.Doubt != ""
		}
	}
}

// enter takes an item of evidence into a case.
//
// Art. 8
func (q *question) enter(c Enter) ([]record.Draft, error) {
	k, err := q.kase(c.Case)
	if err != nil {
		return nil, err
	}
	if err := q.has("evidence_custodian", "team_leader", "duty_officer", "analyst", "observer"); err != nil {
		return nil, err
	}
	if err := inState(k, "evidence", reported, waitsInfo, accepted, assigned, inquired, commenting, atPanel, found, published, restricted); err != nil {
		return nil, err
	}
	f := EvidenceEntered{
		Case: k.no, Label: c.Label, Kind: c.Kind, File: c.File, Code: c.Code, Collected: c.Collected, Source: c.Source, Consent: c.Consent,
		Seal: c.Seal, Gap: c.Gap, Text: c.Text, Holder: q.who.Member,
	}
	q.code("kind", c.Kind, evidenceKinds)
	if !evidenceLabel.MatchString(c.Label) {
		q.Say("label", "%q is no label; write capitals and digits such as M1", short(c.Label))
	}
	q.file(&f)
	q.Line("collected.by", c.Collected.By)
	q.Line("collected.where", c.Collected.Where)
	q.Line("collected.how", c.Collected.How)
	q.past("collected.at", c.Collected.At)
	q.Words("source", c.Source, desk.LongestLine)
	q.Words("consent", c.Consent, desk.LongestLine)
	q.Words("seal", c.Seal, desk.LongestLine)
	q.Words("gap", c.Gap, desk.LongestText)
	q.Words("text", c.Text, desk.LongestText)
	if c.Kind == "sample" && c.Seal == "" {
		q.Say("seal", "a sample is sealed when it is taken; write the seal's number")
	}
	q.interview(&f)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	var more []int64
	if c.File != 0 {
		more = append(more, c.File)
	}
	return one(q.about(k.no, f, record.Mission, more...)), nil
}

// file ties the item to a file that was taken in, and copies what proves it.
func (q *question) file(f *EvidenceEntered) {
	if f.File == 0 {
		if slices.Contains(mustBeFiles, f.Kind) {
			q.Say("file", "a %s is a file; send it to /api/record/files first, and give the number of that entry", words(f.Kind))
		}
		return
	}
	taken, ok := q.files[f.File]
	if !ok {
		q.Say("file", "entry %d took no file in; give the number of the entry that did", f.File)
		return
	}
	if item, held := q.heldFiles[f.File]; held {
		q.Say("file", "that file is held as item %d already; refer to it", item)
	}
	if taken.CopyOf != "" {
		q.Say("file", "that file is a working copy; the evidence is the original")
	}
	f.Name, f.Content, f.Size, f.Looks = taken.Name, taken.Content.String(), taken.Size, taken.Looks
}

// interview holds interviews to their codes. Who speaks is known to whoever keeps the codes, outside this record.
func (q *question) interview(f *EvidenceEntered) {
	if f.Kind != "interview" {
		if f.Code != "" {
			q.Say("code", "a code stands for who was interviewed; leave it out")
		}
		return
	}
	if !interviewCode.MatchString(f.Code) {
		q.Say("code", "an interview is kept under a code such as I-1, never under a name")
	}
	if f.Consent == "" {
		q.Say("consent", "write what was consented to, and whether it can be taken back")
	}
	for field, text := range map[string]string{"source": f.Source, "text": f.Text, "collected.where": f.Collected.Where, "consent": f.Consent} {
		for _, p := range persons.Find(text, nil) {
			q.Say(field, "%q looks like a person; an interview is kept under its code alone", short(p.Text))
		}
	}
	slices.SortStableFunc(q.Wrong, func(a, b desk.FieldError) int { return compare(a.Field, b.Field) })
}

// item finds an item for the mission.
func (q *question) item(no int64) (*exhibit, error) {
	x, ok := q.exhibits[no]
	if !ok || q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotFound, "there is no item of evidence %d; look it up on the page of its case", no)
	}
	return x, nil
}

// offer is the giver's half of form F17.
func (q *question) offer(c Offer) ([]record.Draft, error) {
	x, err := q.item(c.Item)
	if err != nil {
		return nil, err
	}
	if x.holder != q.who.Member {
		return nil, desk.Refuse(desk.NotAllowed, "%s holds item %d; only who holds it hands it over", x.holder, c.Item)
	}
	if x.offer != nil {
		return nil, desk.Refuse(desk.Conflict, "item %d is offered to %s already; it waits for the receipt", c.Item, x.offer.To)
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	if c.At < x.since {
		q.Say("at", "%s took the item on %s; it cannot go before that", x.holder, stamp(x.since))
	}
	q.Line("to", c.To)
	q.Words("witness", c.Witness, desk.LongestLine)
	q.Line("place", c.Place)
	q.Words("seal", c.Seal, desk.LongestLine)
	q.Text("condition", c.Condition)
	q.Text("purpose", c.Purpose)
	if c.To == q.who.Member || c.Witness == q.who.Member {
		q.Say("to", "nobody signs for both hands; name somebody else")
	}
	if c.Seal != x.seal {
		q.Say("seal", "the item bears the seal %q; offer it under that, and let the receiver write what is found", x.seal)
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := EvidenceOffered{
		Case: x.caseNo, Item: c.Item, From: q.who.Member, To: c.To, Witness: c.Witness, At: c.At, Place: c.Place, Seal: c.Seal, Condition: c.Condition, Purpose: c.Purpose,
	}
	return one(q.about(x.caseNo, f, record.Mission, c.Item)), nil
}

// receive is the receiver's half. What is found is written as it is found: a seal that is not whole is no reason to refuse.
func (q *question) receive(c Receive) ([]record.Draft, error) {
	var x *exhibit
	for _, each := range q.exhibits {
		if each.offered == c.Offered && each.offer != nil {
			x = each
		}
	}
	if x == nil || q.who.Kind != "mission" {
		return nil, desk.Refuse(desk.NotFound, "no offer %d waits for a receipt; look at the item's chain", c.Offered)
	}
	signs := x.offer.To
	if x.offer.Witness != "" {
		signs = x.offer.Witness
	}
	if q.who.Member != signs {
		return nil, desk.Refuse(desk.NotAllowed, "%s signs for it; nobody else can", signs)
	}
	if !c.At.Known() {
		c.At = q.now
	}
	q.past("at", c.At)
	if c.At < x.offer.At {
		q.Say("at", "it was offered at %s; it is not received before that", stamp(x.offer.At))
	}
	q.code("seal_state", c.SealState, sealStates)
	q.Words("seal", c.Seal, desk.LongestLine)
	q.Text("condition", c.Condition)
	q.Words("gap", c.Gap, desk.LongestText)
	if c.SealState == "intact" && c.Seal == "" {
		q.Say("seal", "write the number of the seal that you found")
	}
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := EvidenceReceived{
		Case: x.caseNo, Item: x.offer.Item, Offered: c.Offered, From: x.offer.From, To: x.offer.To, At: c.At, SealState: c.SealState, Seal: c.Seal,
		Condition: c.Condition, Gap: c.Gap, Doubt: doubt(x.offer.Seal, c),
	}
	return one(q.about(x.caseNo, f, record.Mission, x.offer.Item, c.Offered)), nil
}

// doubt says why what came is not surely what went, or nothing.
func doubt(sealed string, c Receive) string {
	switch {
	case c.SealState == "broken":
		return "the seal was broken"
	case sealed != "" && (c.SealState == "missing" || c.SealState == "none"):
		return "the seal was gone"
	case sealed != "" && c.Seal != sealed:
		return fmt.Sprintf("it was offered under the seal %s and came under %s", sealed, c.Seal)
	case sealed == "" && c.SealState == "missing":
		return "a seal was missing"
	}
	return ""
}

// openItem records why somebody opens an item.
func (q *question) openItem(c OpenItem) ([]record.Draft, error) {
	x, err := q.item(c.Item)
	if err != nil {
		return nil, err
	}
	q.Text("purpose", c.Purpose)
	if err := q.Refusal(); err != nil {
		return nil, err
	}
	f := EvidenceOpened{Case: x.caseNo, Item: c.Item, File: x.file, Purpose: c.Purpose}
	more := []int64{c.Item}
	if x.file != 0 {
		more = append(more, x.file)
	}
	return one(q.about(x.caseNo, f, record.Mission, more...)), nil
}

func (f EvidenceEntered) caseNumber() int64  { return f.Case }
func (f EvidenceOffered) caseNumber() int64  { return f.Case }
func (f EvidenceReceived) caseNumber() int64 { return f.Case }
func (f EvidenceOpened) caseNumber() int64   { return f.Case }

// GuardedFile is the item's file.
func (f EvidenceEntered) GuardedFile() (int64, bool) { return f.File, f.File != 0 }

// OpenedFile is the item's file.
func (f EvidenceOpened) OpenedFile() (int64, bool) { return f.File, f.File != 0 }

// Residue keeps the file, its hash, who holds it and under which seal.
func (f EvidenceEntered) Residue() any {
	return EvidenceEntered{
		Case: f.Case, Label: f.Label, Kind: f.Kind, File: f.File, Content: f.Content, Size: f.Size, Code: f.Code,
		Collected: Collected{At: f.Collected.At}, Seal: f.Seal, Holder: f.Holder,
	}
}

// Residue keeps the hands and the seal.
func (f EvidenceOffered) Residue() any { f.Place, f.Condition, f.Purpose = "", "", ""; return f }

// Residue keeps the hands, the seal and the doubt.
func (f EvidenceReceived) Residue() any { f.Condition, f.Gap = "", ""; return f }

// Residue keeps that it was opened.
func (f EvidenceOpened) Residue() any { f.Purpose = ""; return f }

// Notices asks whoever receives it to sign.
func (f EvidenceOffered) Notices() []desk.Notice {
	signs := f.To
	if f.Witness != "" {
		signs = f.Witness
	}
	to := record.ToMember(signs)
	if to.Check() != nil {
		return nil
	}
	return notify(desk.Notice{
		Key: fmt.Sprintf("inquiry.evidence_offered/%d/%s/%d", f.Item, signs, f.At), To: to, Subject: fmt.Sprintf("Receipt for evidence %d", f.Item),
		Text: fmt.Sprintf("%s hands item %d over; sign for it on the page of case %d.", f.From, f.Item, f.Case), Priority: routine,
	})
}

func custodyKinds() []record.Kind {
	return []record.Kind{
		record.KindOf("inquiry.evidence_entered/1", "An item of evidence was taken into a case, with how it was collected and, of a file, its SHA-256.", EvidenceEntered{
			Case: exampleCase, Label: "M1", Kind: "photo", File: 30, Name: "crater.jpg", Content: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Size: 2_400_000, Looks: "3c3e1e0e0f0f87c3",
			Collected: Collected{By: "P-05", At: exampleDay, Where: "at the northern crater", How: "photographed with a scale"}, Seal: "", Gap: "the site was closed for 26 hours", Text: "the crater from the south", Holder: "keystone",
		}),
		record.KindOf("inquiry.evidence_offered/1", "Who holds an item hands it over. It moves when the receiver has signed.", EvidenceOffered{
			Case: exampleCase, Item: 71, From: "keystone", To: "laboratory L-2", Witness: "falcon", At: exampleDay, Place: "the centre", Seal: "S-0041", Condition: "bag whole", Purpose: "metallurgy",
		}),
		record.KindOf("inquiry.evidence_received/1", "An item changed hands; both signed. A seal that is not as it was offered puts it in doubt.", EvidenceReceived{
			Case: exampleCase, Item: 71, Offered: 72, From: "keystone", To: "laboratory L-2", At: exampleDay + exampleHour, SealState: "broken", Condition: "bag cut", Doubt: "the seal was broken",
		}),
		record.KindOf("inquiry.evidence_opened/1", "Somebody opens an item, and says what for.", EvidenceOpened{Case: exampleCase, Item: 71, File: 30, Purpose: "compare the crater with M2"}),
	}
}
