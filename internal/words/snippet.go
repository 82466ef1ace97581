package words

// A Mark is where something that was looked for stands in a text: [Start, End) in runes.
type Mark = [2]int

// Marks finds in a text what the query looks for.
func (q Query) Marks(text string) []Mark {
	in := Split(text)
	var out []Mark
	for at := 0; at < len(in); {
		n := q.at(in[at:])
		if n == 0 {
			at++
			continue
		}
		start, end := in[at].Start, in[at+n-1].End
		if len(out) > 0 && out[len(out)-1][1] > start { // several words of one sign
			start = out[len(out)-1][0]
			out = out[:len(out)-1]
		}
		out = append(out, Mark{start, end})
		at += n
	}
	return out
}

// at is how many of the first words are a term of the query; the longest one counts.
func (q Query) at(in []Word) int {
	best := 0
	for _, c := range q.All {
		for _, t := range c {
			if t.begins(in) {
				best = max(best, len(t.Words))
			}
		}
	}
	return best
}

func (t Term) begins(in []Word) bool {
	if len(in) < len(t.Words) {
		return false
	}
	for i, w := range t.Words {
		last := i == len(t.Words)-1
		if !same(in[i].Form, w, t.Begins && last, len(t.Words) == 1) {
			return false
		}
	}
	return len(t.Words) > 0
}

// same says whether a form of the text is what was asked for. Alone, a word is also found without or with the article.
func same(form, asked string, begins, alone bool) bool {
	if form == asked || begins && len(form) > len(asked) && form[:len(asked)] == asked {
		return true
	}
	if !alone {
		return false
	}
	stem, ok := WithoutArticle(form)
	if ok && (stem == asked || begins && len(stem) > len(asked) && stem[:len(asked)] == asked) {
		return true
	}
	askedStem, has := WithoutArticle(asked)
	return has && (form == askedStem || ok && stem == askedStem)
}

// Snippet is a part of a text of about size runes, around the first thing that was looked for, and where in that part
// such things stand. An ellipsis shows where the text was cut. Without any it is the beginning.
func (q Query) Snippet(text string, size int) (string, []Mark) {
	runes := []rune(text)
	marks := q.Marks(text)
	if len(runes) <= size {
		return text, marks
	}
	start := 0
	if len(marks) > 0 {
		start = max(0, min(marks[0][0]-size/4, len(runes)-size))
	}
	if start > 0 { // not in the middle of a word
		for i := start; i < start+size/4 && i < len(runes); i++ {
			if len(marks) > 0 && i >= marks[0][0] {
				break
			}
			if runes[i] == ' ' || runes[i] == '\n' {
				start = i + 1
				break
			}
		}
	}
	end := min(len(runes), start+size)
	shown, shift := string(runes[start:end]), -start
	if start > 0 {
		shown, shift = "…"+shown, shift+1
	}
	if end < len(runes) {
		shown += "…"
	}
	var inside []Mark
	for _, m := range marks {
		if m[0] >= start && m[1] <= end {
			inside = append(inside, Mark{m[0] + shift, m[1] + shift})
		}
	}
	return shown, inside
}
