package inquiry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"truce.example/desk"
)

// routes are the doors. Telling needs a right of the rights table. Asking needs none: everybody sees what their audience
// shows them.
func routes() []desk.Route {
	return []desk.Route{
		tell("cases", "inquiry.open", func() any { return new(Open) }),
		tell("reports", "inquiry.triage", func() any { return new(Join) }),
		tell("triage", "inquiry.triage", func() any { return new(Triage) }),
		tell("information", "inquiry.inform", func() any { return new(Inform) }),
		tell("withdrawals", "inquiry.withdraw", func() any { return new(Withdraw) }),
		tell("assignments", "inquiry.assign", func() any { return new(Assign) }),
		tell("notices", "inquiry.serve", func() any { return new(Serve) }),
		tell("notices/acknowledge", "inquiry.acknowledge", func() any { return new(Acknowledge) }),
		tell("notices/record", "inquiry.record_ack", func() any { return new(RecordAck) }),
		tell("notices/confirm", "inquiry.confirm_ack", func() any { return new(ConfirmAck) }),
		tell("visits", "inquiry.visit", func() any { return new(Visit) }),
		tell("drafts", "inquiry.draft", func() any { return new(Draft) }),
		tell("comments", "inquiry.comment", func() any { return new(Comment) }),
		tell("panels", "inquiry.convene", func() any { return new(Convene) }),
		tell("findings", "inquiry.find", func() any { return new(Find) }),
		tell("findings/separate", "inquiry.find_separately", func() any { return new(FindSeparately) }),
		tell("publications", "inquiry.announce", func() any { return new(Announce) }),
		tell("publications/object", "inquiry.object", func() any { return new(Object) }),
		tell("publications/publish", "inquiry.publish", func() any { return new(Publish) }),
		tell("measures", "inquiry.set_measure", func() any { return new(SetMeasure) }),
		tell("measures/report", "inquiry.report_measure", func() any { return new(ReportMeasure) }),
		tell("close", "inquiry.close", func() any { return new(Close) }),
		tell("reopen/ask", "inquiry.ask_reopen", func() any { return new(AskReopen) }),
		tell("reopen", "inquiry.reopen", func() any { return new(Reopen) }),
		tell("queue", "inquiry.ask_guarantor", func() any { return new(AskGuarantor) }),
		tell("queue/answer", "inquiry.answer_item", func() any { return new(AnswerItem) }),
		tell("minutes", "inquiry.minute", func() any { return new(Minute) }),
		tell("minutes/done", "inquiry.finish_action", func() any { return new(FinishAction) }),
		tell("accounts/ask", "inquiry.ask_accounts", func() any { return new(AskAccounts) }),
		tell("accounts", "inquiry.give_account", func() any { return new(GiveAccount) }),
		tell("accounts/release", "inquiry.release_accounts", func() any { return new(ReleaseAccounts) }),
		tell("evidence", "inquiry.enter_evidence", func() any { return new(Enter) }),
		tell("evidence/offer", "inquiry.hand_over", func() any { return new(Offer) }),
		tell("evidence/receive", "inquiry.hand_over", func() any { return new(Receive) }),
		tell("evidence/open", "inquiry.open_evidence", func() any { return new(OpenItem) }),
		tell("analysis", "inquiry.weigh", func() any { return new(Weigh) }),
		tell("analysis/craters", "inquiry.measure_craters", func() any { return new(MeasureCraters) }),
		tell("analysis/release", "inquiry.release_analysis", func() any { return new(ReleaseAnalysis) }),
		tell("harm", "inquiry.state_harm", func() any { return new(StateHarm) }),
		tell("results/object", "inquiry.object_to_result", func() any { return new(ObjectToResult) }),
		tell("results/correct", "inquiry.correct_result", func() any { return new(CorrectResult) }),
		tell("referrals", "inquiry.refer", func() any { return new(PrepareReferral) }),
		{Method: "POST", Path: "referrals/send", Right: "inquiry.send_referral", Do: sendPackage},
		tell("referrals/answer", "inquiry.refer", func() any { return new(AnswerReferral) }),
		tell("warnings", "inquiry.warn", func() any { return new(Warn) }),
		tell("warnings/settle", "inquiry.settle_warning", func() any { return new(SettleWarning) }),
		tell("overrides", "inquiry.override", func() any { return new(Override) }),

		ask("cases", askCases),
		ask("cases/{case}", askCase),
		ask("cases/{case}/accounts", askAccounts),
		ask("cases/{case}/evidence", askEvidence),
		ask("referrals/{referral}/package", askPackage),
		ask("warnings", askWarnings),
		ask("clocks", askClocks),
		ask("notices", askNotices),
		ask("queue", askQueue),
		ask("minutes", askMinutes),
	}
}

func tell(path, right string, command func() any) desk.Route {
	return desk.Route{Method: "POST", Path: path, Right: right, Tell: command}
}

func ask(path string, answer answer) desk.Route {
	return desk.Route{Method: "GET", Path: path, Right: desk.RightAnybody, Ask: answer}
}

// sendPackage records that a referral went out with the hash of its package, which is made here once more.
func sendPackage(ctx context.Context, q desk.Question, clerk desk.Clerk) (any, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	var c sending
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&c.SendReferral); err != nil {
		return nil, desk.Refuse(desk.Invalid, "the body does not fit: %v; mend it and send it again", err)
	}
	p, err := packOf(ctx, q, c.Referral)
	if err != nil {
		return nil, err
	}
	b, err := p.zipped()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	c.Package = hex.EncodeToString(sum[:])
	receipts, err := clerk.Submit(ctx, q.Who, desk.Command{Desk: "inquiry", ID: q.ID, Do: &c, Submitted: sha256.Sum256(body)})
	if err != nil {
		return nil, err
	}
	return map[string]any{"receipts": receipts, "package": c.Package}, nil
}
