package roster

import "time"

// Unit is an office, or a part of one.
type Unit struct {
	Code          string
	Name          string
	Kind          string
	ParentCode    string // "" at the top
	HeadNIP       NIP    // may name somebody whom the register does not know (yet)
	Address       string
	Latitude      *float64
	Longitude     *float64
	Hours         string // as worktime.ParseHours reads it; "" for office hours
	ValidFrom     *time.Time
	ValidTo       *time.Time
	SuccessorCode string
}

// Leave is a stretch of days, both included, on which somebody is away.
type Leave struct {
	NIP        NIP
	FromOn     time.Time
	ToOn       time.Time
	Substitute *NIP
	Request    *int64 // that it was asked by; nil when it was imported
}
