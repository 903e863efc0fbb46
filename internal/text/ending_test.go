package text

import (
	"reflect"

	"tanggap/internal/complaint"
	"tanggap/internal/rating"
)

func init() {
	kinds := reflect.TypeFor[complaint.Kind]()
	choices[kinds] = append(choices[kinds], complaint.EndProposed, complaint.SentBack, complaint.Contested, complaint.Upheld,
		complaint.Overruled, complaint.FollowedUp, complaint.TookUp, complaint.NotTaken,
		complaint.Excused, complaint.StillAsked, complaint.Promised, complaint.PromiseMoved, complaint.PromiseAsked, complaint.PromiseKept,
		complaint.PromiseBroken, complaint.StillGood, complaint.Worn,
		complaint.NameAsked, complaint.NameAgreed, complaint.NameDenied, complaint.NameGiven, complaint.NameErased, complaint.NameExpired, complaint.HeardOf)
	choices[reflect.TypeFor[complaint.ErrandKind]()] = []any{complaint.ToDecide, complaint.ToReview, complaint.ToExcuse}
	choices[reflect.TypeFor[complaint.Lull]()] = []any{
		complaint.Working, complaint.Searching, complaint.Delivering, complaint.Questioned, complaint.Deciding, complaint.Weighing, complaint.Ended,
	}
	choices[reflect.TypeFor[rating.Reason]()] = []any{rating.Slow, rating.Rude, rating.Unclear, rating.Poor}
	choices[reflect.TypeFor[complaint.PressureEnd]()] = []any{complaint.Founded, complaint.Unfounded, complaint.Unclear}
	choices[reflect.TypeFor[Part]()] = []any{Whole, PartYear, PartSource, PartAgency, PartNumber, PartFollowUp, PartReason}
	choices[reflect.TypeFor[Outcome]()] = []any{Agreed, SentBack, Upheld, Overruled, Excused}
}
