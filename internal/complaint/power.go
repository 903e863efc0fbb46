package complaint

// ActsOfPower are the events by which somebody with power over a case decides
// about it or about those who handle it. An export tells each with name, reason
// and time; what a citizen wrote, or was answered, is none of them.
var ActsOfPower = []Kind{
	Given, Released, Handed, Placed, Kept, Moved, Joined, Gathered, Parted, Shed, Unshared, Backed,
	Refused, Planned, SentOn, NoReport, SentBack, SpamDenied, Upheld, Overruled,
	Again, Done, Silent, // by a superior who looked at a result
	AmendProposed, AmendRefused, Recategorised, Urged, Calmed,
	Examined, DisputeGranted, DisputeDenied, Extended, ExtensionRefused, AnswerStands, AnswerVoid,
	Recounted, // by an administrator, or as leave was undone
	NameAsked, Named, PINGranted, PINDenied, Concealed,
}
