package performance

import "tanggap/internal/complaint"

// Pause is how much of the time of some stretches stood still, since the citizen
// was asked something. It stands beside every time that is told of them: who asks
// and asks has a short one.
type Pause struct {
	Paused int64 `json:"paused"` // seconds of working time
	Worked int64 `json:"worked"` // the same, in which the clock ran
}

// PauseOf adds up stretches that have ended.
func PauseOf(counted []complaint.Stretch) (p Pause) {
	for _, s := range counted {
		if s.WorkedSeconds != nil {
			p.Paused += s.PausedSeconds
			p.Worked += *s.WorkedSeconds
		}
	}
	return p
}

// Share is what part of the time stood still.
func (p Pause) Share() float64 {
	if p.Paused == 0 {
		return 0
	}
	return float64(p.Paused) / float64(p.Paused+p.Worked)
}
