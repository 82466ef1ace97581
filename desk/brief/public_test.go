package brief

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// What is hidden stays hidden: no cell with few persons follows from what is shown, and at least two numbers of persons fit
// it, none of them negative.
func TestNoSmallCellFollowsFromTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, columns := rapid.IntRange(1, 6).Draw(t, "rows"), rapid.IntRange(1, 4).Draw(t, "columns")
		cells := make([][]int64, rows)
		for i := range cells {
			cells[i] = make([]int64, columns)
			for j := range cells[i] {
				cells[i][j] = rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(0, 6), rapid.Int64Range(0, 200)).Draw(t, "persons")
			}
		}
		sums, hidden := suppress(cells, 5)
		for i := range sums {
			for j, n := range sums[i] {
				small := n > 0 && n < 5
				if small && !hidden[i][j] {
					t.Fatalf("%d persons are shown at %d, %d of %v", n, i, j, sums)
				}
				if small && determined(hidden, i, j) {
					t.Fatalf("the cell %d, %d of %v follows from the rest: hidden %v", i, j, sums, hidden)
				}
				if small && rows*columns <= 4 && most(sums) <= 12 && fitting(sums, hidden, i, j) < 2 {
					t.Fatalf("only one number fits the cell %d, %d of %v: hidden %v", i, j, sums, hidden)
				}
			}
		}
	})
}

func most(sums [][]int64) int64 { return sums[len(sums)-1][len(sums[0])-1] }

// determined says whether the sums of lines and columns give a hidden cell: whether its unit vector lies in the span of the
// equations, by elimination over the rationals.
func determined(hidden [][]bool, r, c int) bool {
	index := map[[2]int]int{}
	for i := range hidden {
		for j := range hidden[i] {
			if hidden[i][j] {
				index[[2]int{i, j}] = len(index)
			}
		}
	}
	rows, columns := len(hidden), len(hidden[0])
	var equations [][]*big.Rat
	equation := func(sign func(i, j int) int64, in func(i, j int) bool) {
		e := make([]*big.Rat, len(index))
		for k := range e {
			e[k] = new(big.Rat)
		}
		for at, k := range index {
			if in(at[0], at[1]) {
				e[k].SetInt64(sign(at[0], at[1]))
			}
		}
		equations = append(equations, e)
	}
	for i := range rows { // a line adds up to its last cell
		equation(func(_, j int) int64 { return map[bool]int64{true: -1, false: 1}[j == columns-1] }, func(a, _ int) bool { return a == i })
	}
	for j := range columns {
		equation(func(i, _ int) int64 { return map[bool]int64{true: -1, false: 1}[i == rows-1] }, func(_, b int) bool { return b == j })
	}
	target := make([]*big.Rat, len(index))
	for k := range target {
		target[k] = new(big.Rat)
	}
	target[index[[2]int{r, c}]].SetInt64(1)
	return rank(append(equations, target)) == rank(equations)
}

func rank(matrix [][]*big.Rat) int {
	var m [][]*big.Rat
	for _, row := range matrix {
		copied := make([]*big.Rat, len(row))
		for k, x := range row {
			copied[k] = new(big.Rat).Set(x)
		}
		m = append(m, copied)
	}
	n := 0
	for column := 0; len(m) > 0 && column < len(m[0]) && n < len(m); column++ {
		pivot := -1
		for i := n; i < len(m); i++ {
			if m[i][column].Sign() != 0 {
				pivot = i
				break
			}
		}
		if pivot < 0 {
			continue
		}
		m[n], m[pivot] = m[pivot], m[n]
		for i := n + 1; i < len(m); i++ {
			by := new(big.Rat).Quo(m[i][column], m[n][column])
			for k := column; k < len(m[i]); k++ {
				m[i][k].Sub(m[i][k], new(big.Rat).Mul(by, m[n][k]))
			}
		}
		n++
	}
	return n
}

// fitting counts the numbers that a hidden cell may have, by trying all tables of the same shown numbers.
func fitting(sums [][]int64, hidden [][]bool, r, c int) int {
	rows, columns := len(sums)-1, len(sums[0])-1
	found := map[int64]bool{}
	cells := make([]int64, rows*columns)
	var try func(k int)
	try = func(k int) {
		if k < len(cells) {
			i, j := k/columns, k%columns
			if !hidden[i][j] {
				cells[k] = sums[i][j]
				try(k + 1)
				return
			}
			for n := range most(sums) + 3 {
				cells[k] = n
				try(k + 1)
			}
			return
		}
		again := make([][]int64, rows+1)
		for i := range again {
			again[i] = make([]int64, columns+1)
		}
		for k, n := range cells {
			i, j := k/columns, k%columns
			again[i][j] = n
			again[i][columns] += n
			again[rows][j] += n
			again[rows][columns] += n
		}
		for i := range again {
			for j := range again[i] {
				if !hidden[i][j] && again[i][j] != sums[i][j] {
					return
				}
			}
		}
		found[again[r][c]] = true
	}
	try(0)
	return len(found)
}
