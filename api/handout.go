package api

import (
	"encoding/binary"
	"math"
	"net/http"
	"strconv"
	"time"

	"truce.example/desk"
)

// The doors for followers. What they hand out is sealed; who holds no key of it can do nothing with it, and who may not
// read it does not get it in the first place.

const (
	// bodiesPage is about how many bytes one answer of bodies has, at most by a page of entries more.
	bodiesPage = 4 << 20
	// bodiesEnd is the length in the last frame.
	bodiesEnd = math.MaxUint32
	// slowest is how long a large answer may take to be read.
	slowest = time.Hour
)

// bodies sends sealed bodies as frames; see base.yaml.
func (f *Face) bodies(w http.ResponseWriter, r *http.Request) error {
	who, err := f.signedIn(r)
	if err != nil {
		return err
	}
	from, err1 := strconv.ParseInt(r.URL.Query().Get("from"), 10, 64)
	to, err2 := int64(math.MaxInt64), error(nil)
	if text := r.URL.Query().Get("to"); text != "" {
		to, err2 = strconv.ParseInt(text, 10, 64)
	}
	if err1 != nil || err2 != nil || from < 0 || to < from {
		return desk.Refuse(desk.Invalid, "say from which entry to send bodies, and before which to end: ?from=0&to=1000")
	}
	w.Header().Set(headerEntry, strconv.FormatInt(f.Mission.Head().Size, 10))
	w.Header().Set("Content-Type", "application/octet-stream")
	var head [12]byte
	frame := func(n int64, length uint32, body []byte) error {
		binary.BigEndian.PutUint64(head[:], uint64(n))
		binary.BigEndian.PutUint32(head[8:], length)
		if _, err := w.Write(head[:]); err != nil {
			return err
		}
		_, err := w.Write(body)
		return err
	}
	next, err := f.Mission.Sealed(r.Context(), who, from, to, bodiesPage, func(n int64, sealed []byte) error {
		return frame(n, uint32(len(sealed)), sealed)
	})
	if err == nil {
		err = frame(next, bodiesEnd, nil)
	}
	if err != nil {
		panic(http.ErrAbortHandler) // the follower sees a broken transfer, not a short one
	}
	return nil
}

// signedIn finds out who asks, and refuses who is nobody.
func (f *Face) signedIn(r *http.Request) (desk.Who, error) {
	who, err := f.who(r)
	if err != nil {
		return who, err
	}
	return who, f.allow(who, desk.RightSignedIn)
}

func (f *Face) grants(w http.ResponseWriter, r *http.Request) error {
	who, err := f.signedIn(r)
	if err != nil {
		return err
	}
	list := f.Mission.Grants(who)
	if list == nil {
		list = []desk.Grant{}
	}
	return write(w, http.StatusOK, list)
}

// sealedFile sends an evidence file as it is stored, or a range of it.
func (f *Face) sealedFile(w http.ResponseWriter, r *http.Request) error {
	who, n, err := f.whoAndNumber(r)
	if err != nil {
		return err
	}
	file, err := f.Mission.SealedFile(r.Context(), who, n)
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowest))
	http.ServeContent(w, r, "", time.Time{}, file)
	return nil
}
