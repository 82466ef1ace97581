package observe

import "truce.example/view"

// weapons writes what an entry changes about holdings and withdrawals.
func (w writer) weapons() error {
	switch f := w.entry.Fact.(type) {
	case *WeaponsDeclared:
		return w.insert("observe_weapon", f.Party, f.Site, f.Class, f.Count, "declared", nil, 0, int64(f.At+verifyWithin), view.Lat(f.Place), view.Lon(f.Place), view.Doc(f), int64(f.At), w.entry.Number)
	case *WeaponsVerified:
		return w.verified(f)
	case *WithdrawalSet:
		return w.insert("observe_withdrawal", f.Party, f.Class, int64(f.Due), "set", view.Doc(f))
	case *WithdrawalReported:
		return w.withdrawn(f)
	}
	return nil
}

func (w writer) verified(f *WeaponsVerified) error {
	err := w.Exec("update observe_weapon set verdict = ?, verified = ?, verified_ms = ?, next_due_ms = ?, changed = ? where entry = ?",
		f.Verdict, w.entry.Number, int64(f.At), int64(f.NextDue), w.entry.Number, f.Declaration)
	if err != nil {
		return err
	}
	return w.insert("observe_verification", f.Declaration, f.Verdict, int64(f.At), view.Doc(f))
}

func (w writer) withdrawn(f *WithdrawalReported) error {
	state := f.Basis
	if !f.Complete {
		state = "partly_" + f.Basis
	}
	if err := w.Exec("update observe_withdrawal set state = ? where entry = ?", state, f.Withdrawal); err != nil {
		return err
	}
	return w.insert("observe_withdrawal_report", f.Withdrawal, int64(f.At), view.Doc(f))
}
