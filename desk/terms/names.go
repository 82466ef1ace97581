package terms

import (
	"context"

	"truce.example/desk"
)

// names are the spellings of the places in the agreement's gazetteer, for who may read the agreement. They are taken when
// a search is made and not when a report comes: a spelling that is added later finds what was reported before.
func (k *Keeper) names(ctx context.Context, q desk.Question) ([][]string, error) {
	terms, _, err := k.law(ctx, q)
	if refused, ok := desk.Refused(err); ok && refused.Kind == desk.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out [][]string
	for _, p := range terms.Agreement().Places {
		out = append(out, append([]string{p.Name.En, p.Name.Ar, p.Name.Ru}, p.Aliases...))
	}
	return out, nil
}
