package observe

import (
	"truce.example/desk"
)

// away notes what was written away from the line, and which files have come.
func (w writer) away() error {
	if f, ok := w.entry.Fact.(desk.TellsFile); ok {
		file := f.TakenIn()
		return w.insert("observe_file", file.Content.String(), file.Name, file.Form, file.Size)
	}
	f, ok := w.entry.Fact.(desk.TellsWritten)
	if !ok {
		return nil
	}
	a, ok := f.WrittenAway()
	if !ok {
		return nil
	}
	return w.insert("observe_written", w.entry.Author.Device, w.entry.Author.Member, a.Number, a.Corrects, int64(a.At), int64(w.entry.Recorded), a.SkewMs, a.Means, w.entry.Kind)
}
