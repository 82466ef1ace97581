package inquiry

// A progress is how far a case has come. The State which decides by it and the View which shows it use the same steps.
type progress struct {
	state    string
	noSide   bool // nobody is accused, so nobody has to be told
	served   bool
	assigned bool
}

// after is the progress when a fact of the case was recorded.
func (p progress) after(fact any) progress {
	switch f := fact.(type) {
	case *Opened:
		return progress{state: reported, noSide: f.Side == ""}
	case *Triaged:
		p.state = f.Outcome
	case *InformationGiven:
		p.state = reported
	case *Assigned:
		p.assigned = true
		p.state = p.begun()
	case *NoticeServed:
		p.served = true
		if p.state == assigned {
			p.state = p.begun()
		}
	case *Drafted:
		p.state = commenting
	case *PanelConvened:
		p.state = atPanel
	case *Found:
		p.state = found
	case *Published:
		p.state = f.Edition
	case *Closed:
		p.state = closed
	case *Withdrawn:
		p.state = withdrawn
	case *Reopened:
		p.state, p.served, p.assigned = accepted, false, false
	}
	return p
}

// begun says where a case stands when somebody inquires: the inquiry has begun when the accused was told, or nobody is.
func (p progress) begun() string {
	if p.served || p.noSide {
		return inquired
	}
	return assigned
}
