package intake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxRow is the longest row or feature, in bytes. A quotation mark that is never closed makes the rest of a file one
// row; this is where it ends.
const maxRow = 1 << 20

// decoded unpacks gzip, removes a byte order mark and refuses what is clearly not UTF-8. Single bytes that are not
// UTF-8 are left to the rows that hold them.
func decoded(r io.Reader) (*bufio.Reader, error) {
	text := bufio.NewReaderSize(r, 64<<10)
	if head, _ := text.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(text)
		if err != nil {
			return nil, fmt.Errorf("the file begins like gzip and cannot be unpacked (%w); fetch it again", err)
		}
		text = bufio.NewReaderSize(unpacked, 64<<10)
	}
	head, err := text.Peek(1024)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	switch {
	case len(head) == 0:
		return nil, errors.New("the file is empty")
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || bytes.IndexByte(head, 0) >= 0:
		return nil, errors.New("the file is UTF-16 or no text at all; save it as \"CSV UTF-8\" and try again")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.New("the file is a ZIP archive or a workbook; use xlsx for a workbook, or unpack it first")
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		_, err = text.Discard(3)
		return text, err
	}
	return text, nil
}

func startsWithBrace(text *bufio.Reader) bool {
	head, _ := text.Peek(256)
	head = bytes.TrimLeft(head, " \t\r\n")
	return len(head) > 0 && head[0] == '{'
}

// A budget stops reading when one row has taken too much. The reader above it reads ahead by its buffer, so the bound
// is that much higher.
type budget struct {
	r    io.Reader
	left int
}

var errLongRow = fmt.Errorf("a row has more than %d bytes; look for a quotation mark that is not closed", maxRow)

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func (b *budget) refill() { b.left = maxRow }

// notUTF8 is the sentence for a cell in another encoding; Latin-1 and its Windows relative are the usual ones.
const notUTF8 = "the row is not UTF-8; it looks like Latin-1 or Windows-1252: save the file as \"CSV UTF-8\" and try again"

func allUTF8(cells []string) bool {
	for _, c := range cells {
		if !utf8.ValidString(c) {
			return false
		}
	}
	return true
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
