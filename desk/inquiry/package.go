package inquiry

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"truce.example/desk"
)

// The package of a referral is a BagIt bag (RFC 8493) in a zip: whoever gets it checks it without us, with `sha256sum -c
// manifest-sha256.txt` or any program that knows bags. It holds what the record says and not the files of the evidence, which
// travel apart and are checked against evidence-sha256.txt.

// packaged is a referral with what goes into its package.
type packaged struct {
	no       int64
	prepared Step
	fact     ReferralPrepared
	items    []EvidenceItem
	accounts Accounts
	steps    []Step
	caseRow  Case
}

// packOf collects a package from what is recorded below the entry that prepared the referral.
func packOf(ctx context.Context, q desk.Question, no int64) (*packaged, error) {
	missing := desk.Refuse(desk.NotFound, "there is no referral %d that you may see; look it up on the page of its case", no)
	all, err := stepAt(ctx, q, no)
	if err != nil || len(all) != 1 || all[0].step.Kind != "inquiry.referral_prepared/1" || q.Who.Kind != "mission" {
		return nil, firstError(err, missing)
	}
	p := &packaged{no: no, prepared: all[0].step}
	if err := json.Unmarshal(p.prepared.Fact, &p.fact); err != nil {
		return nil, err
	}
	f := desk.NewFilter(nil)
	f.Where("case_no = ?", all[0].caseNo)
	cases, err := listCases(ctx, q, f, "state", 1)
	if err != nil || len(cases) == 0 {
		return nil, firstError(err, missing)
	}
	p.caseRow = cases[0]
	if p.steps, err = steps(ctx, q, all[0].caseNo); err != nil {
		return nil, err
	}
	p.steps = slices.DeleteFunc(p.steps, func(s Step) bool { return s.Entry >= no || !packable(s.Kind) })
	if p.items, err = itemsOf(p.steps); err != nil {
		return nil, err
	}
	p.items = slices.DeleteFunc(p.items, func(x EvidenceItem) bool { return !slices.Contains(p.fact.Items, x.Item) })
	p.accounts, err = accountsIn(all[0].caseNo, p.steps)
	return p, err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// packable are the steps that a body outside needs: what was alleged, told, answered, visited, collected. What is read by the
// panel alone, reminders, queues and minutes stay here.
func packable(kind string) bool {
	return slices.Contains([]string{
		"inquiry.opened/1", "inquiry.notice_served/1", "inquiry.acknowledged/1", "inquiry.visited/1", "inquiry.commented/1", "inquiry.account_asked/1",
		"inquiry.account_given/1", "inquiry.account_released/1", "inquiry.evidence_entered/1", "inquiry.evidence_offered/1", "inquiry.evidence_received/1",
		"inquiry.evidence_opened/1", "inquiry.harm_stated/1", "inquiry.found/1", "inquiry.found_separately/1",
	}, kind)
}

// zipped is the bag. The same entries give the same bytes: names in order, no clock, no compression that may change.
func (p *packaged) zipped() ([]byte, error) {
	files := map[string][]byte{}
	put := func(name string, v any) error {
		b, err := json.MarshalIndent(v, "", "  ")
		files[name] = append(b, '\n')
		return err
	}
	type cover struct {
		Referral  int64            `json:"referral"`
		Prepared  any              `json:"prepared"`
		Title     string           `json:"title"`
		CaseEntry int64            `json:"case"`
		Request   ReferralPrepared `json:"request"`
	}
	if err := firstError(
		put("data/referral.json", cover{p.no, p.prepared.Recorded, p.caseRow.Title, p.caseRow.Case, p.fact}),
		put("data/record.json", p.steps), put("data/accounts.json", p.accounts), put("data/evidence.json", p.items),
	); err != nil {
		return nil, err
	}
	custody, err := p.custody()
	if err != nil {
		return nil, err
	}
	files["data/custody.csv"], files["data/evidence-sha256.txt"] = custody, p.hashes()
	files["data/README.txt"] = []byte(packageReadme)
	total := 0
	for _, b := range files {
		total += len(b)
	}
	payload := len(files)
	files["manifest-sha256.txt"] = manifest(files)
	files["bagit.txt"] = []byte("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
	files["bag-info.txt"] = fmt.Appendf(nil, "Bagging-Date: %s\nExternal-Identifier: referral %d of case %d\nPayload-Oxum: %d.%d\n",
		p.prepared.Recorded.Time().Format(time.DateOnly), p.no, p.caseRow.Case, total, payload)
	tags := map[string][]byte{}
	for _, name := range []string{"bagit.txt", "bag-info.txt", "manifest-sha256.txt"} {
		tags[name] = files[name]
	}
	files["tagmanifest-sha256.txt"] = manifest(tags)
	return bundle(fmt.Sprintf("referral-%d", p.no), files)
}

const packageReadme = `What a monitoring mission's record holds of one case, for a body outside. Check it without the mission:

  sha256sum -c manifest-sha256.txt         in the folder above this one
  sha256sum -c data/evidence-sha256.txt    in a folder with the evidence files, which travel apart

referral.json  what is asked, under which mandate      record.json    the steps of the case, as recorded
accounts.json  what each side said, in one form        evidence.json  each item, with its chain of custody
custody.csv    the same chain as a table               "integrity": "doubt" says that a seal was not as it was offered

Interviews stand under codes. Who they are is not in this package, nor in the record.
`

func manifest(files map[string][]byte) []byte {
	var out bytes.Buffer
	for _, name := range sortedNames(files) {
		fmt.Fprintf(&out, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return out.Bytes()
}

func sortedNames(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func bundle(folder string, files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range sortedNames(files) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: folder + "/" + name, Method: zip.Store})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

// hashes lists the files of the evidence, as sha256sum reads it: each once, under the item's label.
func (p *packaged) hashes() []byte {
	var out bytes.Buffer
	for _, x := range p.items {
		if x.Fact.Content != "" {
			fmt.Fprintf(&out, "%s  %s-%d%s\n", x.Fact.Content, x.Fact.Label, x.Item, extension(x.Fact.Name))
		}
	}
	return out.Bytes()
}

// extension is the end of a name, where it is plain.
func extension(name string) string {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 6 || strings.IndexFunc(name[i+1:], func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) >= 0 {
		return ""
	}
	return name[i:]
}

func (p *packaged) custody() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"item", "label", "offered", "receipt", "from", "to", "signed", "at", "place", "seal offered", "seal found", "condition", "purpose", "doubt"}}
	for _, x := range p.items {
		for _, h := range x.Chain {
			row := []string{strconv.FormatInt(x.Item, 10), x.Fact.Label, strconv.FormatInt(h.Entry, 10), "", h.Offered.From, h.Offered.To, "", "", h.Offered.Place, h.Offered.Seal, "", h.Offered.Condition, h.Offered.Purpose, ""}
			if r := h.Received; r != nil {
				row[3], row[6], row[7], row[10], row[11], row[13] = strconv.FormatInt(h.Receipt, 10), h.Signed, r.At.Time().Format(time.RFC3339), strings.TrimSpace(r.SealState+" "+r.Seal), r.Condition, r.Doubt
			}
			rows = append(rows, row)
		}
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}
