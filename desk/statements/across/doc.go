// Package across holds statements of several articles against one another: the same quotation, a part of one, the same words told
// otherwise, one utterance in two articles, one event, a position that changed, a denial.
//
// Every link is a candidate for a person. Quotation marks, brackets of an outlet, special spaces and case do not matter; a quotation is
// found again from five words in a row on. Shorter pieces are alike by chance too often.
package across
