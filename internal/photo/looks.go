package photo

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // so that image.Decode knows it
	_ "image/png"
	"io"
)

// ErrTooLarge means that a picture has more pixels than are decoded here.
var ErrTooLarge = errors.New("the picture has too many pixels for its looks to be computed")

// Looks is the difference hash of a picture (dHash): whether, in a grid of nine by eight means of brightness, each is darker
// than its right neighbour. Pictures that differ in size, format or a few marks have nearly the same; a picture that was
// cropped or turned has another. The size was read by Strip.
func (p Picture) Looks(r io.Reader) (string, error) {
	most := maxPixels
	switch {
	case p.gradual:
		most = maxGradual
	case p.Format == "png":
		most = maxDeep
	}
	if p.Width <= 0 || p.Height <= 0 || p.Width > most/p.Height {
		return "", ErrTooLarge
	}
	img, _, err := image.Decode(bufio.NewReader(r))
	if err != nil {
		return "", broken("the picture does not decode: %v", err)
	}
	if b := img.Bounds(); b.Dx() != p.Width || b.Dy() != p.Height {
		return "", broken("the picture is not of the size that it says")
	}
	return fmt.Sprintf("%016x", differences(img)), nil
}

func differences(img image.Image) uint64 {
	const across, down = 9, 8
	var cells [down][across]uint64
	b := img.Bounds()
	for y := range uint64(down) {
		for x := range uint64(across) {
			cells[y][x] = mean(img, image.Rect(
				b.Min.X+int(x)*b.Dx()/across, b.Min.Y+int(y)*b.Dy()/down, b.Min.X+int(x+1)*b.Dx()/across, b.Min.Y+int(y+1)*b.Dy()/down))
		}
	}
	var hash uint64
	for _, row := range cells {
		for x := range across - 1 {
			hash <<= 1
			if row[x] < row[x+1] {
				hash |= 1
			}
		}
	}
	return hash
}

// mean is the brightness of a cell, of at most 64 by 64 points in it. A cell of a tiny picture has at least one.
func mean(img image.Image, r image.Rectangle) uint64 {
	r.Max.X, r.Max.Y = max(r.Max.X, r.Min.X+1), max(r.Max.Y, r.Min.Y+1)
	stepX, stepY := max(r.Dx()/64, 1), max(r.Dy()/64, 1)
	var sum, n uint64
	for y := r.Min.Y; y < r.Max.Y; y += stepY {
		for x := r.Min.X; x < r.Max.X; x += stepX {
			sum += uint64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
			n++
		}
	}
	return sum * 256 / n
}
