// Package notify tells people what concerns them, once, and records what became of it.
//
// # Facts
//
// Any fact of any desk may ask that somebody be told something (desk.TellsNotice). The desk takes such a notice up: one
// fact with its text, for those who are told, and one intent for each of them and each way that leads there. The same key
// of the same desk is never taken up twice. An intent's id is derived from the notice, the member and the way; it is the
// Message-ID of the e-mail and the webhook-id of the webhook, on every attempt.
//
// Everybody who is told has the notice in the console; mail and webhook come on top for who has registered an address.
// For those an attempt is recorded before it is made ("sending"), and its result afterwards: sent, with the server's
// answer; failed, and when the next attempt is due; given up; or perhaps sent. The next attempts come 1 and 5 and 15
// minutes, 1, 4 and 12 hours after a failure. After the last, or when the receiver refuses for good, the intent is given
// up and a notice in the console tells the admins and the duty officers.
//
// # Once
//
// Between the moment at which a mail server answers "accepted" and the moment at which that answer is on the disk there is
// a window in which the machine may stop, and SMTP has no question by which one could find out afterwards. The window is
// kept as small as one answer and one commit; a connection that breaks before the end of the text was sent is known not to
// have sent anything. What falls into the window is recorded as perhaps sent and is not sent again unless an officer
// orders it; the order keeps the Message-ID, so that a mailbox which removes duplicates has what it needs. When the program is
// asked to stop, what is under way has ten seconds to come to its end, and its true result is recorded; a mail that is not
// answered by then falls into the window, as it does when the program is killed. A webhook is sent again under the same id, and its
// receiver drops what it has seen: that is what the id is for.
//
// # Picture
//
// The inbox of each member, the outbox with the state of every intent, and the addresses.
//
// # Secrets
//
// Addresses are in the record for the admins and the member concerned. The secret with which a webhook is signed is made
// here, shown once to who asked, and kept in a file outside the record (see the child webhook); the record never has it.
// Whoever is given that file can sign in the mission's name, and nothing else. If it is lost, each webhook is set anew.
//
// # Articles
//
// Those of the desks whose notices it carries; it serves the deadlines that begin when a side is told. It has none itself.
//
// # Forgetting
//
// When the fact that asked for a notice is forgotten, the notice is forgotten with it: what is still to be sent is given up,
// and the console and the picture have no text. What a mail server or a receiver of webhooks took over is theirs.
//
// # What it deliberately does not do
//
// It does not put several notices into one message, nor hold any back at night: a digest is not built. It does not write
// or translate: the text is the teller's. It does not know whether anybody read a mail; an acknowledgement is the business
// of the desk that asks for one. It tells nobody who joined, or registered an address, after the notice was taken up.
//
// BUG(notify): When an address is replaced or removed, the secret of the old webhook stays in the file; it signs nothing any
// more.
//
// BUG(notify): A copy of the folder that is made the writer by takeover sends what is still intended. If the old writer
// still runs, both send.
package notify
