// Package terms keeps the agreement: what was offered, who agreed, since when it is in force, what was amended, who has
// been told, and what must be forgotten.
//
// # Facts
//
// An agreement moves through offered, agreed, in force, suspended and ended. Each move is a fact with the moment from
// which it holds. No move is backdated: it holds from when it is recorded or later. Only the loading of history, by the
// operator of the machine and with a stated reason, may say that something held before it was recorded; such a fact is
// marked for ever. An amendment is a whole new version of the text with the list of what it changes; the old one stays
// the law for what happened under it.
//
// Beside these stand the adherence register (which side and which local force was told, by which channel, and who
// accepted for it), windows of silence, the ticks of the start-day list, and the three steps of forgetting: proposed,
// agreed by each who must, forgotten. The writer erases a body on the last of them, and on nothing else.
//
// A window of silence is requested, with the sides whose guarantee is asked; each guarantees for itself; it can be opened only when
// every party has. Then it is paused, broken, closed in order, or runs over its time, which the program says by itself. Reports that
// were judged by a clause on the window stand beside it, for those who may read the judgement (desk.Judgement.Zones).
//
// # Picture
//
// A [Keeper] holds the law in memory as of every fact that changed it. At answers which law held at a moment, as it was
// known after an entry, so that a judgement of years ago can be made again. May answers from the rights table. Both are
// safe to call from anywhere. The tables hold versions, moves, the register and the list for those who may read them.
//
// # Articles
//
// The agreement's own articles on entry into force, suspension, amendment, windows, notice to local forces and
// forgetting; numbers differ from text to text.
//
// # What it deliberately does not do
//
// It does not judge reports (package agreement does, for whoever asks), does not decide whether a suspension is lawful,
// does not negotiate, and does not renew an agreement by itself: a renewal is an amendment with another end. It does not
// erase anything: it says that it must be done. Its own facts cannot be forgotten; the law has no gaps.
package terms
