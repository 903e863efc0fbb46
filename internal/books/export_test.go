package books

// Prove is what Check does with its snapshot.
var Prove = prove
