package brief

import (
	"context"

	"truce.example/desk"
)

// Proofread reads the standing briefs again at once, as the program does by itself from time to time.
func Proofread(ctx context.Context, law Law, q desk.Question, clerk desk.Clerk) error {
	return office{law}.proofread(ctx, q, clerk)
}
