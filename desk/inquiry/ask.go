package inquiry

import (
	"context"

	"truce.example/desk"
)

// An answer is read from the view.
type answer = func(ctx context.Context, q desk.Question) (any, error)

func orZero(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}
