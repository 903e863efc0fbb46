package outbox

// ClaimSQL is the statement of Claim, for its plan.
var ClaimSQL = claimSQL

// Split cuts a text.
var Split = split
