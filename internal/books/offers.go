package books

import "tanggap/internal/complaint"

// offered are those to whom cases were offered, and what became of it.
var offered = numbered[complaint.Offer, complaint.OfferFacts]{
	name: "offers", noun: "offer", all: complaint.AllOffers,
	of:   func(o complaint.Offer) (complaint.ID, int64) { return o.ComplaintID, o.ID },
	told: func(s story) map[int64]complaint.OfferFacts { return s.Offers },
	same: func(said complaint.OfferFacts, o complaint.Offer) bool { return said == o.Facts() },
}

// amended are changes that a second person signs, and what became of them.
var amended = numbered[complaint.Amendment, complaint.AmendmentFacts]{
	name: "amendments", noun: "amendment", all: complaint.AllAmendments,
	of:   func(a complaint.Amendment) (complaint.ID, int64) { return a.ComplaintID, a.ID },
	told: func(s story) map[int64]complaint.AmendmentFacts { return s.Amendments },
	same: func(said complaint.AmendmentFacts, a complaint.Amendment) bool { return said == a.Facts() },
}

// parts are what others were asked to do for joint cases, and what became of it.
var parts = numbered[complaint.Help, complaint.HelpFacts]{
	name: "parts of joint cases", noun: "part", all: complaint.AllHelps,
	of:   func(h complaint.Help) (complaint.ID, int64) { return h.ComplaintID, h.ID },
	told: func(s story) map[int64]complaint.HelpFacts { return s.Helps },
	same: func(said complaint.HelpFacts, h complaint.Help) bool { return said == h.Facts() },
}
