// Package refusal is the error of an expected "no": a rule said so, and the
// person is told in words that the package text owns.
package refusal

import "errors"

// Code names one refusal, as "complaint.closed". It is declared as a constant
// in the package whose rule it is.
type Code string

func (c Code) Error() string { return "refused: " + string(c) }

// Of finds the refusal within err; false means that err is a fault.
func Of(err error) (Code, bool) {
	var c Code
	ok := errors.As(err, &c)
	return c, ok
}
